"""An index that is behind tells nobody anything, and names are told to who may know them."""

import html
import re

import pytest

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.circles import actions as circles
from circle.circles.schemas import NewCircle, OwnCard, SettingsChange
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.search import jobs
from circle.search.queries import hits
from tests.cast import PASSWORD
from tests.factories import posts
from tests.factories.qa import answer, ask

API, PAGE = "/api/v1/circles/tea/search", "/c/tea/search"
EVERYWHERE = "/api/v1/search"


@pytest.fixture
def told(app, scene, cast, run_jobs):
    """A question with an answer and a post, indexed, and the names of everybody and everything."""

    def write():
        change(cast, newcomer_review=0)
        question = ask(cast.member.inside(), "紫砂壶第一次怎么开？", tags=("养壶",))
        given = answer(cast.guest.inside(), question.id, "先用开水煮一遍，再泡茶汤。")
        post = posts.publish(cast.owner, "今天的白茶很好喝，紫砂壶也在。")
        return question.id, given.id, post.id

    numbers = scene("what an index holds", write)
    follow(app, run_jobs)
    return numbers


def follow(app, run_jobs):
    run_jobs()
    with app.app_context():
        while jobs.index_waiting():
            pass


def change(cast, **settings):
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(**settings))


def find(browser, typed, path=API, **more):
    sent = browser.get(path, query_string={"q": typed, **more})
    assert sent.status_code == 200, sent.json
    assert sent.json["count"] == len(sent.json["items"])
    return [one["id"] for one in sent.json["items"]]


def names(browser, typed, path=API):
    """Members, tags and circles the words name."""
    sent = browser.get(path, query_string={"q": typed}).json
    return (
        [one["name"] for one in sent["members"]], [one["name"] for one in sent["tags"]],
        [one["slug"] for one in sent["circles"]],
    )  # fmt: skip


def offered(browser, path):
    """What the page offers while 紫砂 is typed."""
    sent = browser.get(path, query_string={"q": "紫砂"}, headers={"X-Fragment": "suggestions"})
    assert sent.status_code == 200
    return html.unescape(re.sub("</?mark>", "", sent.get_data(as_text=True)))


def delete(cast):
    owner = cast.owner.inside()
    circles.delete_circle(owner, owner.circle_id, "一席茶")


def test_staff_and_authors_find_nothing_hidden_either(app, cast, told):
    question, _given, post = told
    assert find(cast.owner.client, "紫砂壶") == [question, post]
    with app.app_context():
        content.hide_entry(cast.owner.actor, question)
    for who in (cast.owner, cast.moderator, cast.member):
        assert find(who.client, "紫砂壶") == [post]
        assert find(who.client, "开水") == []
        assert find(who.client, "tag:养壶") == []
        assert find(who.client, "紫砂壶", EVERYWHERE) == [post]
        assert find(who.client, f"from:{cast.member.name}") == []


def test_what_changed_is_found_as_it_is_now(app, cast, told):
    question, _given, post = told
    with app.app_context():
        content.remove_entry(cast.owner.actor, post)
        content.edit_entry(cast.member.actor, question, EntryEdit(title="盖碗怎么选？"))
    sent = cast.guest.client.get(API, query_string={"q": "紫砂壶"})
    assert sent.json["items"] == [] and sent.json["count"] == 0 and not sent.json["more"]
    assert "紫砂壶第一次" not in cast.guest.client.get(
        PAGE, query_string={"q": "紫砂壶"}
    ).get_data(as_text=True)


def test_a_deleted_circle_is_searched_by_nobody(app, cast, anyone, told):
    question, _given, post = told
    assert find(anyone, "紫砂壶", EVERYWHERE) == [question, post]
    with app.app_context():
        delete(cast)
    for who in (anyone, cast.member.client, cast.outsider.client):
        assert who.get(API, query_string={"q": "紫砂壶"}).status_code == 404
        assert who.get(PAGE, query_string={"q": "紫砂壶"}).status_code == 404
    for who in (anyone, cast.member.client, cast.owner.client):
        assert names(who, "养壶", EVERYWHERE) == names(who, "member", EVERYWHERE) == ([], [], [])
        assert find(who, "紫砂壶", EVERYWHERE) == []
        assert find(who, f"from:{cast.owner.name}", EVERYWHERE) == []
        assert names(who, "tea", EVERYWHERE)[2] == []


def test_what_one_blocked_is_in_no_count(app, cast, told):
    question, _given, post = told
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
    assert find(cast.guest.client, "紫砂壶") == [post]
    assert find(cast.guest.client, "tag:养壶") == []
    assert find(cast.guest.client, f"from:{cast.member.name}") == []
    assert find(cast.guest.client, "紫砂壶", EVERYWHERE) == [post]
    assert find(cast.moderator.client, "tag:养壶") == [question]


def test_members_tags_and_circles_are_found_by_how_they_begin(cast, anyone, told):
    assert names(anyone, "member")[0] == [cast.member.name]
    assert names(anyone, "yanghu")[1] == ["养壶"]
    assert names(anyone, "养")[1] == ["养壶"]
    assert names(anyone, "tea", EVERYWHERE)[2] == ["tea"]
    assert names(anyone, "member kind:post") == ([], [], [])
    assert names(anyone, "没有人") == ([], [], [])


def test_who_left_or_is_blocked_is_not_among_the_names(app, cast, anyone, told, run_jobs):
    assert names(anyone, "removed")[0] == names(anyone, "banned")[0] == []
    assert names(cast.guest.client, "member")[0] == [cast.member.name]
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
    assert names(cast.guest.client, "member")[0] == []
    with app.app_context():
        circles.leave_circle(cast.member.actor, cast.member.inside().circle_id)
    assert names(cast.owner.client, "member")[0] == []  # whatever the keys still say
    assert names(cast.owner.client, "member", EVERYWHERE)[0] == []


def test_who_closed_their_account_is_named_nowhere(app, cast, anyone, told):
    assert names(cast.guest.client, "member", EVERYWHERE)[0] == [cast.member.name]
    with app.app_context():
        proof = account_queries.prove(cast.member.actor, PASSWORD)
        accounts.close_account(cast.member.actor, proof)
    for path in (API, EVERYWHERE):  # whatever the keys still say
        assert names(cast.guest.client, "member", path)[0] == []


def test_members_of_a_circle_one_only_looks_into_are_named_to_members(app, cast, anyone, told):
    with app.app_context():
        change(cast, visibility="preview")
    for who in (anyone, cast.outsider.client, cast.removed.client):
        assert names(who, "member")[0] == []
    assert names(cast.guest.client, "member")[0] == [cast.member.name]


def test_a_private_circle_is_named_to_its_members(app, cast, anyone, told, run_jobs):
    with app.app_context():
        circles.create_circle(
            cast.owner.actor, NewCircle(slug="quiet", name="Quiet room", visibility="private")
        )
    follow(app, run_jobs)
    for who in (anyone, cast.member.client, cast.outsider.client):
        assert names(who, "quiet", EVERYWHERE)[2] == []
    assert names(cast.owner.client, "quiet", EVERYWHERE)[2] == ["quiet"]


def test_tags_are_named_everywhere_to_who_may_read_them_there(app, cast, anyone, told):
    for who in (anyone, cast.outsider.client, cast.member.client):
        assert names(who, "yanghu", EVERYWHERE)[1] == ["养壶"]
        assert names(who, "养壶 kind:post", EVERYWHERE) == ([], [], [])
    page = anyone.get("/search", query_string={"q": "养壶"}).get_data(as_text=True)
    assert 'href="/c/tea/tags/%E5%85%BB%E5%A3%B6"' in page
    for visibility in ("preview", "private"):
        with app.app_context():
            change(cast, visibility=visibility)
        for who in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
            assert names(who, "yanghu", EVERYWHERE)[1] == []
        assert names(cast.moderator.client, "yanghu", EVERYWHERE)[1] == ["养壶"]


def test_people_are_named_everywhere_to_whom_they_meet_or_by_their_choice(
    app, cast, anyone, told
):
    strangers = (anyone, cast.outsider.client, cast.removed.client, cast.banned.client)
    shared = cast.moderator.client
    assert names(shared, "member", EVERYWHERE)[0] == [cast.member.name]
    assert [names(who, "member", EVERYWHERE)[0] for who in strangers] == [[]] * 4
    with app.app_context():
        card = OwnCard(listed=True)
        circles.change_own_card(cast.member.actor, cast.member.inside().circle_id, card)
    assert [names(who, "member", EVERYWHERE)[0] for who in strangers] == [[cast.member.name]] * 4
    page = anyone.get("/search", query_string={"q": cast.member.name}).get_data(as_text=True)
    assert f'href="/u/{cast.member.name}"' in page
    for visibility in ("preview", "private"):
        with app.app_context():
            change(cast, visibility=visibility)
        assert [names(who, "member", EVERYWHERE)[0] for who in strangers] == [[]] * 4
        assert names(shared, "member", EVERYWHERE)[0] == [cast.member.name]
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
    assert names(cast.guest.client, "member", EVERYWHERE)[0] == []


def test_a_tag_nothing_stands_under_is_not_among_the_names(app, cast, anyone, told):
    question, _given, _post = told
    with app.app_context():
        content.hide_entry(cast.owner.actor, question)
    assert names(anyone, "养壶")[1] == []
    page = anyone.get(PAGE).get_data(as_text=True)
    assert "#养壶" not in page


def test_what_is_typed_is_offered_as_far_as_it_may_be_seen(app, cast, anyone, told):
    question, _given, post = told
    path = f"{API}/suggestions"
    sent = anyone.get(path, query_string={"q": "紫砂"}).json
    assert [one["id"] for one in sent["entries"]] == [question, post]
    with app.app_context():
        content.hide_entry(cast.owner.actor, question)
        accounts.block_user(cast.guest.actor, cast.owner.user_id)
    sent = anyone.get(path, query_string={"q": "紫砂"}).json
    assert [one["id"] for one in sent["entries"]] == [post]
    for path in (f"{PAGE}/suggestions", "/search/suggestions"):
        assert "白茶很好喝" in offered(anyone, path) and "第一次" not in offered(anyone, path)
        assert "suggested" not in offered(cast.guest.client, path)


def test_what_is_offered_everywhere_is_of_public_circles_and_ones_own(cast, app, anyone, told):
    path = "/api/v1/search/suggestions"
    question, _given, post = told
    for who in (anyone, cast.member.client):
        sent = who.get(path, query_string={"q": "紫砂"}).json
        assert [one["id"] for one in sent["entries"]] == [question, post]
    assert anyone.get(path, query_string={"q": "tea"}).json["circles"][0]["slug"] == "tea"
    with app.app_context():
        change(cast, visibility="private")
    sent = anyone.get(path, query_string={"q": "紫砂"}).json
    assert sent["entries"] == [] and "suggested" not in offered(anyone, "/search/suggestions")
    assert anyone.get(path, query_string={"q": "tea"}).json["circles"] == []
    sent = cast.member.client.get(path, query_string={"q": "紫砂"}).json
    assert [one["id"] for one in sent["entries"]] == [question, post]


def test_outsiders_of_a_preview_are_shown_no_more_than_the_beginning(
    app, cast, anyone, told, run_jobs
):
    with app.app_context():
        change(cast, visibility="preview")
        posts.publish(cast.member, "白毫银针。" * 60 + "末尾藏着玉兔毫盏，白毫银针白牡丹。")
    follow(app, run_jobs)
    asked = {"q": "白牡丹 白毫银针"}
    assert "玉兔毫盏" in str(cast.guest.client.get(API, query_string=asked).json)
    for who in (anyone, cast.outsider.client):
        sent = who.get(API, query_string=asked)
        assert len(sent.json["items"]) == 1
        assert "玉兔毫盏" not in str(sent.json)
        assert "玉兔毫盏" not in who.get(PAGE, query_string=asked).get_data(as_text=True)


def test_that_there_is_more_says_only_what_may_be_seen(app, cast, told, monkeypatch):
    _question, _given, post = told
    monkeypatch.setattr(hits, "CLOSELY", 2)
    sent = cast.guest.client.get(API, query_string={"q": "紫砂壶"}).json
    assert (sent["count"], sent["more"]) == (2, True)
    with app.app_context():
        accounts.block_user(cast.guest.actor, cast.member.user_id)
    sent = cast.guest.client.get(API, query_string={"q": "紫砂壶"}).json
    assert ([one["id"] for one in sent["items"]], sent["more"]) == ([post], False)
