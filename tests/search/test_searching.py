"""What searching finds, for whom, and what it never tells."""

import pytest

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles.schemas import NewCircle, SettingsChange
from circle.content import actions as content
from circle.content.actions import curation
from circle.content.schemas import EntryEdit
from circle.search import jobs
from circle.search.queries import newest
from tests.factories import posts
from tests.factories.qa import ask
from tests.statements import statements

pytestmark = pytest.mark.every_row  # each database has an index of its own
API, PAGE = "/api/v1/circles/tea/search", "/c/tea/search"
EVERYWHERE = "/api/v1/search"

def change(cast, **settings):
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(**settings))


def follow(app):
    """What the worker does beside its jobs, and the jobs of names."""
    with app.app_context():
        while jobs.index_waiting():
            pass


def find(person, typed="", path=API, **more):
    """The numbers a search answers, in its order."""
    sent = person.get(path, query_string={"q": typed, **more})
    assert sent.status_code == 200, sent.json
    assert sent.json["count"] == len(sent.json["items"])
    return [one["id"] for one in sent.json["items"]]


def test_a_word_is_found_and_the_title_says_more_than_the_text(cast, anyone, told):
    question, given, post, other = told
    assert find(anyone, "紫砂壶") == [question, post]
    assert find(anyone, "開水") == [given]
    assert find(anyone, "runs tea") == [other]
    assert find(anyone, "没有人写过的词") == []


def test_operators_and_fields_narrow_alike(cast, anyone, told, clock):
    question, _given, post, _other = told
    for typed, fields, found in (
        ("紫砂壶 kind:question", {"kind": "question"}, [question]),
        ("紫砂壶 标签:养壶", {"tag": "养壶"}, [question]),
        ("紫砂壶 has:answer", {"answered": "true"}, [question]),
        (f"紫砂壶 from:{cast.owner.name}", {"author": cast.owner.name}, [post]),
        ("紫砂壶 from:nobody-of-that-name", {"author": "nobody-of-that-name"}, []),
        ("紫砂壶 before:2001-01-01", {"until": "2001-01-01"}, []),
    ):
        assert find(anyone, typed) == found, typed
        assert find(anyone, "紫砂壶", **fields) == found, fields
    assert find(anyone, "紫砂壶", sort="newest") == [post, question]
    clock.travel(days=40)
    assert find(anyone, "紫砂壶", span="month") == []
    assert find(anyone, "紫砂壶", span="year") == [question, post]
    assert find(anyone, "“紫砂壶也在”") == [post]
    with pytest.raises(AssertionError):
        find(anyone, "紫砂壶", sort="loudest")


def test_a_tag_taken_off_counts_before_the_index_knows(app, cast, anyone, told):
    assert find(anyone, "紫砂壶 tag:养壶") == [told[0]]
    with app.app_context():
        content.edit_entry(cast.member.inside(), told[0], EntryEdit(tags=("开壶",)))
    assert find(anyone, "紫砂壶 tag:养壶") == []


def test_a_choice_without_words_lists_the_newest(cast, anyone, told):
    question, _given, post, other = told
    assert find(anyone, "tag:养壶") == [question]
    assert find(anyone, f"from:{cast.member.name}") == [other, question]
    assert find(anyone, "kind:post") == [other, post]
    assert find(anyone, "") == []
    assert find(cast.member.client, f"from:{cast.member.name}", EVERYWHERE) == [other, question]
    assert find(anyone, "kind:post", EVERYWHERE) == []  # everywhere takes a word


def test_a_choice_too_wide_to_list_asks_for_a_word(anyone, told):
    for path in (f"{PAGE}?kind=answer", "/search?q=kind:post"):
        assert "再加个词" in anyone.get(path).get_data(as_text=True)
    assert find(anyone, "开水", kind="answer") == [told[1]]


def test_who_writes_in_very_many_circles_is_looked_for_with_a_word(
    app, cast, anyone, told, monkeypatch
):
    question, _given, _post, other = told
    asked = f"from:{cast.member.name}"
    assert find(anyone, asked, EVERYWHERE) == [other, question]
    monkeypatch.setattr(newest, "MOST_CIRCLES", 0)
    page = anyone.get("/search", query_string={"q": asked}).get_data(as_text=True)
    assert "再加个词" in page
    assert find(anyone, asked, EVERYWHERE) == []
    assert find(anyone, f"紫砂壶 {asked}", EVERYWHERE) == [question]
    assert find(anyone, asked) == [other, question]
    with app.app_context():
        change(cast, visibility="private")  # how many circles nobody may know of is not told
    page = anyone.get("/search", query_string={"q": asked}).get_data(as_text=True)
    assert "再加个词" not in page and "没有找到" in page


def test_one_circle_of_all_is_searched_by_its_name_or_address(app, cast, anyone, told):
    question, _given, post, _other = told
    for typed in ("紫砂壶 circle:tea", "紫砂壶 圈子：tea"):
        assert find(anyone, typed, EVERYWHERE) == [question, post]
    assert find(anyone, "紫砂壶 circle:no-such-circle", EVERYWHERE) == []
    with app.app_context():
        change(cast, visibility="private")
    assert find(anyone, "紫砂壶", EVERYWHERE, circle="tea") == []
    assert find(cast.member.client, "紫砂壶", EVERYWHERE, circle="tea") == [question, post]


def test_an_answer_is_found_with_what_it_answers(anyone, told):
    sent = anyone.get(API, query_string={"q": "开水"}).json["items"][0]
    assert (sent["kind"], sent["about"]) == ("answer", "紫砂壶第一次怎么开？")
    assert sent["url"] == f"/c/tea/questions/{told[0]}?answer={told[1]}#e{told[1]}"
    page = anyone.get(PAGE, query_string={"q": "开水"}).get_data(as_text=True)
    assert "紫砂壶第一次怎么开？" in page


# --- what the searcher may not see shows nowhere -----------------------------------------------


def hidden(app, cast, told, change_it):
    """What a change hides is gone at once, whatever the index still says."""
    with app.app_context():
        change_it()
    return [find(person, "紫砂壶") for person in (cast.guest.client, cast.outsider.client)]


@pytest.mark.parametrize("how", ["hide", "remove"])
def test_what_is_hidden_or_removed_is_gone_at_once(app, cast, anyone, told, how):
    question, _given, post, _other = told
    act = {"hide": content.hide_entry, "remove": content.remove_entry}[how]
    who = cast.owner if how == "hide" else cast.member
    found = hidden(app, cast, told, lambda: act(who.inside(), question))
    assert found == [[post], [post]]
    assert find(anyone, "开水") == []  # nor the answer under it
    assert find(anyone, "tag:养壶") == []


def test_a_circle_that_closes_to_others_is_searched_by_members_alone(app, cast, anyone, told):
    question, _given, post, _other = told
    assert find(anyone, "紫砂壶", EVERYWHERE) == [question, post]
    with app.app_context():
        change(cast, visibility="private")
    for who in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
        assert who.get(API, query_string={"q": "紫砂壶"}).status_code == 404
        assert who.get(PAGE, query_string={"q": "紫砂壶"}).status_code == 404
        assert who.get(f"{API}/suggestions", query_string={"q": "紫砂壶"}).status_code == 404
        assert find(who, "紫砂壶", EVERYWHERE) == []
        assert find(who, f"from:{cast.owner.name}", EVERYWHERE) == []
    follow(app)
    for path in (API, EVERYWHERE):
        assert find(cast.member.client, "紫砂壶", path) == [question, post]


def test_outsiders_of_a_preview_find_by_titles_and_excerpts_alone(app, cast, anyone, told):
    question, _given, _post, _other = told
    with app.app_context():
        change(cast, visibility="preview")
        long = posts.publish(cast.member, "一段很长的话。" * 60 + "末尾藏着玉兔毫盏。").id
    follow(app)
    assert find(cast.guest.client, "玉兔毫盏") == [long]
    for who in (anyone, cast.outsider.client):
        assert find(who, "玉兔毫盏") == []
        assert find(who, "开水") == []  # answers are for members
        assert question in find(who, "紫砂壶")
        sent = who.get(API, query_string={"q": "一段很长的话"}).json
        assert "玉兔毫盏" not in str(sent)


def test_who_is_not_named_is_found_by_no_name(app, cast, anyone, told):
    with app.app_context():
        unnamed = ask(cast.member.inside(), "紫砂壶被我摔了怎么办？", anonymous=True).id
    follow(app)
    assert unnamed in find(anyone, "紫砂壶")
    for who in (anyone, cast.owner.client, cast.guest.client):
        for typed in (f"from:{cast.member.name}", f"紫砂壶 from:{cast.member.name}"):
            assert unnamed not in find(who, typed)
    sent = anyone.get(API, query_string={"q": "摔了"}).json["items"][0]
    assert sent["author"] is None


def test_whom_one_blocked_is_not_met_here_either(app, cast, told):
    question, _given, post, _other = told
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.owner.user_id)
    assert find(cast.guest.client, "紫砂壶") == [question]
    assert find(cast.moderator.client, "紫砂壶") == [question, post]


def test_what_waits_or_is_scheduled_is_found_by_nobody(app, cast, told):
    with app.app_context():
        change(cast, pre_review=True)
        waits = posts.publish(cast.member, "还没过审的铁观音。", waits=True).id
    follow(app)
    for who in (cast.member, cast.owner, cast.guest):
        assert find(who.client, "铁观音") == []
    assert waits


def test_an_ad_whose_time_is_over_is_found_no_more(app, cast, told, clock):
    with app.app_context():
        change(cast, categories=["ad"])
        ad = posts.publish(cast.owner, "今年的凤凰单丛开卖了。", category="ad").id
    follow(app)
    assert find(cast.guest.client, "凤凰单丛") == [ad]
    clock.travel(days=400)
    assert find(cast.guest.client, "凤凰单丛") == []


def test_a_word_that_stands_where_one_may_not_read_changes_nothing(app, cast, anyone, told):
    """Neither what is found, nor how much, nor its order tells that it stands anywhere."""
    with app.app_context():
        change(cast, visibility="preview")
        for number in range(3):
            posts.publish(cast.owner, f"第 {number} 次说龙井茶。")
    follow(app)
    asked = [
        (typed, order)
        for typed in ("龙井 玉兔毫盏曜变天目 oilspot temmoku yutuhaozhan", "玉兔毫盏", "龙井 油滴")
        for order in ("relevance", "newest")
    ]

    def answers():
        return [find(anyone, typed, sort=order) for typed, order in asked]

    before = answers()
    assert len(before[0]) == len(before[1]) == 3
    with app.app_context():
        for number in range(4):
            text = f"第 {number} 段很长的话。" * 60 + "玉兔毫盏曜变天目 yutuhaozhan oilspot temmoku"
            content.hide_entry(cast.owner.inside(), posts.publish(cast.member, text).id)
            posts.publish(cast.member, f"{number} " + text)
    follow(app)
    assert answers() == before
    assert len(find(cast.guest.client, "玉兔毫盏")) == 4


# --- names, suggestions, pages -----------------------------------------------------------------


def test_a_featured_one_is_found_by_that(app, cast, anyone, told):
    with app.app_context():
        curation.feature_entry(cast.owner.inside(), told[2])
    follow(app)
    assert find(anyone, "紫砂壶 is:featured") == [told[2]]
    assert find(anyone, "is:featured") == [told[2]]


def test_a_page_is_followed_by_the_next(app, cast, anyone, told):
    with app.app_context():
        for number in range(4):
            posts.publish(cast.owner, f"第 {number} 次说龙井茶。")
    follow(app)
    seen, cursor = [], None
    while True:
        asked = {"q": "龙井", "limit": 3} | ({"cursor": cursor} if cursor else {})
        sent = anyone.get(API, query_string=asked).json
        assert sent["count"] == 4 and not sent["more"]
        seen += [one["id"] for one in sent["items"]]
        cursor = sent["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 4
    assert anyone.get(API, query_string={"q": "龙井", "cursor": "x"}).status_code == 400


def test_pages_go_on_where_they_were_whatever_comes_and_goes(app, cast, anyone, told):
    with app.app_context():
        ids = [posts.publish(cast.owner, f"第 {number} 次说龙井茶。").id for number in range(5)]
    follow(app)

    def page(cursor=None):
        asked = {"q": "龙井", "limit": 2, "sort": "newest"} | ({"cursor": cursor} if cursor else {})
        sent = anyone.get(API, query_string=asked).json
        return [one["id"] for one in sent["items"]], sent["next"]

    first, cursor = page()
    with app.app_context():
        posts.publish(cast.owner, "刚刚才说的龙井茶。")
    follow(app)
    second, later = page(cursor)
    assert first + second == ids[:0:-1]
    assert page(later)[0] == [ids[0]]
    with app.app_context():  # the one that was shown last
        content.remove_entry(cast.owner.inside(), second[-1])
    assert ids[0] in page(later)[0]


def test_a_search_is_few_questions_to_the_database(app, cast, told):
    for path, typed in (
        (API, "紫砂壶"), (PAGE, "紫砂壶"), (EVERYWHERE, "紫砂壶"), ("/search", "紫砂壶"),
        (PAGE, "member"), ("/search", "member"), (PAGE, "没有人写过的词"),
    ):  # fmt: skip
        with statements(app) as sent:
            assert cast.member.client.get(path, query_string={"q": typed}).status_code == 200
        assert len(sent) <= 12, (path, typed, sent)


def test_a_word_for_a_tag_leads_to_it_everywhere_too(app, cast, told, run_jobs):
    """And only there: the tag of a circle where nobody merged it is another one."""
    with app.app_context():
        circle_id = cast.owner.inside().circle_id
        circles.create_circle(cast.outsider.actor, NewCircle(slug="pots", name="陶器"))
        strange = posts.publish(cast.outsider, "紫砂壶也能养。", slug="pots", tags=("养壶",)).id
        content.merge_tag(cast.owner.actor, circle_id, "壶养", "养壶")
    run_jobs()
    follow(app)
    client = cast.member.client
    for typed in ("tag:壶养 紫砂壶", f"tag:壶养 from:{cast.member.name}"):
        with statements(app) as sent:
            assert find(client, typed, path=EVERYWHERE) == [told[0]]
        assert len(sent) <= 12
    assert set(find(client, "tag:养壶 紫砂壶", path=EVERYWHERE)) == {told[0], strange}
    with statements(app) as sent:
        assert find(client, "tag:养壶", path=EVERYWHERE) == [strange, told[0]]
    assert len(sent) <= 12
    assert find(client, "tag:壶养", path=EVERYWHERE) == [told[0]]
    assert find(client, "tag:没有这个", path=EVERYWHERE) == []


def test_it_stays_few_where_words_stand_that_one_may_not_read(app, cast, told):
    """Then the index is asked twice."""
    with app.app_context():
        change(cast, visibility="preview")
        gone = [posts.publish(cast.member, f"{at} 玉兔毫盏曜变天目 temmoku").id for at in range(4)]
    follow(app)
    with app.app_context():  # the index still has them
        for one in gone:
            content.hide_entry(cast.owner.inside(), one)
    unheard = "紫砂壶 开水 玉兔毫盏 temmoku"
    for path, more in (
        (PAGE, {}), (PAGE, {"sort": "newest", "author": cast.member.name, "tag": "养壶"}),
        ("/search", {"sort": "newest", "author": cast.member.name}), ("/search", {}),
        ("/search", {"circle": "一席"}), (API, {"sort": "newest"}),
    ):  # fmt: skip
        with statements(app) as sent:
            answer_to = cast.guest.client.get(path, query_string={"q": unheard, **more})
        assert answer_to.status_code == 200
        assert len(sent) <= 12, (path, more, sent)
