"""Polls over JSON and in pages: the contract's shapes, plain forms, pages kept for guests."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions
from circle.content.models import Entry
from circle.core import clock as core_clock
from circle.core import pagecache
from circle.core.db import db, session
from tests.factories.content import asked_in, ids_of, polled, post, tea_poll

pytestmark = pytest.mark.usefixtures("calm")

ASKED = {"question": "早上喝什么？", "options": ["红茶", "绿茶"]}


def put(app, person, *polls, **more):
    """A post with polls: its number, and for each poll its number and those of its options."""
    with app.app_context():
        entry = polled(person.inside(), *polls, **more)
        found = entry.id, [(poll.id, ids_of(poll)) for poll in asked_in(entry)]
        db.session.remove()
    return found


def voted(app, person, poll_id, options):
    with app.app_context():
        actions.vote(person.actor, poll_id, options)
        db.session.remove()


def see(client, slug="tea", entry_id=None):
    return client.get(f"/c/{slug}/posts/{entry_id}" if entry_id else f"/c/{slug}").text


def shares(html):
    return re.findall(r'<progress class="poll__bar" max="100" value="(\d+)"', html)


def close_in(minutes):
    return core_clock.now() + timedelta(minutes=minutes)


# JSON

def test_a_post_is_published_with_a_poll_and_reads_back_with_it(cast):
    body = {"body": "来投票", "poll": {**ASKED, "multiple": True, "results": "always"}}
    made = cast.owner.client.call("POST", "/circles/tea/posts", body)
    assert made.status_code == 201
    poll = made.json["poll"]
    assert poll["question"] == "早上喝什么？"
    assert [(one["label"], one["votes"]) for one in poll["options"]] == [("红茶", 0), ("绿茶", 0)]
    assert (poll["multiple"], poll["results"], poll["closes_at"]) == (True, "always", None)
    assert (poll["open"], poll["voters"]) == (True, 0)
    assert poll["viewer"] == {
        "voted": False, "options": [], "can_vote": True, "can_close": True
    }
    assert "polls" not in made.json
    seen = cast.member.client.get(f"/api/v1/polls/{poll['id']}").json
    assert seen["viewer"]["can_close"] is False
    plain = cast.owner.client.call("POST", "/circles/tea/posts", {"body": "没有投票"})
    assert plain.json["poll"] is None


def test_a_survey_carries_all_its_polls_and_the_first_as_poll(cast):
    body = {"body": "问几句", "polls": [ASKED, {**ASKED, "question": "晚上呢？"}]}
    made = cast.owner.client.call("POST", "/circles/tea/posts", body).json
    assert [poll["question"] for poll in made["polls"]] == ["早上喝什么？", "晚上呢？"]
    assert made["poll"] == made["polls"][0]


WRONG_POLLS = [
    ({"poll": ASKED, "polls": [ASKED]}, "polls"),
    ({"polls": [ASKED] * 11}, "polls"),
    ({"poll": {**ASKED, "options": ["红茶"]}}, "poll.options"),
    ({"poll": {**ASKED, "options": ["红茶", "红茶 "]}}, "poll.options"),
    ({"poll": {**ASKED, "options": ["红茶", "茶" * 61]}}, "poll.options.1"),
    ({"poll": {**ASKED, "question": " "}}, "poll.question"),
    ({"poll": {**ASKED, "results": "never"}}, "poll.results"),
    ({"poll": {**ASKED, "closes_at": "2020-01-01T00:00:00Z"}}, "poll.closes_at"),
    ({"poll": {**ASKED, "weight": 2}}, "poll.weight"),
    ({"poll": {"options": ["红茶", "绿茶"]}}, "poll.question"),
]


def test_what_is_wrong_with_a_poll_is_named_by_its_field(cast):
    client = cast.owner.client
    for wrong, field in WRONG_POLLS:
        answer = client.call("POST", "/circles/tea/posts", {"body": "来投票", **wrong})
        assert answer.status_code == 422, wrong
        assert list(answer.json["errors"]) == [field]
    fine = client.call("POST", "/circles/tea/posts", {"body": "来投票", "poll": ASKED})
    assert fine.status_code == 201


def test_a_poll_cannot_be_changed_with_its_words(app, cast):
    entry, _polls = put(app, cast.owner)
    client = cast.owner.client
    assert client.call("PATCH", f"/posts/{entry}", {"poll": ASKED}).status_code == 422
    changed = client.call("PATCH", f"/posts/{entry}", {"body": "换一句话"})
    assert (changed.status_code, changed.json["poll"]["question"]) == (200, "早上喝什么？")


def test_a_new_member_is_told_that_polls_open_later(cast):
    answer = cast.member.client.call("POST", "/circles/tea/posts", {"body": "来投", "poll": ASKED})
    assert (answer.status_code, answer.json["code"]) == (403, "level")
    plain = cast.member.client.call("POST", "/circles/tea/posts", {"body": "来聊"})
    assert plain.status_code == 201


def test_a_vote_is_put_and_taken_back_over_json(app, cast):
    _entry, [(poll, options)] = put(app, cast.owner)
    client = cast.member.client
    for _ in range(2):
        answer = client.call("PUT", f"/polls/{poll}/vote", {"options": options[:1]})
        assert answer.status_code == 200
        assert answer.json["viewer"]["options"] == options[:1]
        assert [one["votes"] for one in answer.json["options"]] == [1, 0, 0]
    for wrong in ([], options[:2], [987654], ["x"]):
        answer = client.call("PUT", f"/polls/{poll}/vote", {"options": wrong})
        assert answer.status_code == 422
    back = client.call("DELETE", f"/polls/{poll}/vote").json
    assert (back["voters"], back["viewer"]["voted"]) == (0, False)
    assert [one["votes"] for one in back["options"]] == [None] * 3
    assert client.call("PUT", "/polls/987654/vote", {"options": [1]}).status_code == 404


def test_a_closed_poll_answers_with_a_conflict(app, cast):
    _entry, [(poll, options)] = put(app, cast.owner)
    assert cast.moderator.client.call("POST", f"/polls/{poll}/close").status_code == 403
    assert cast.owner.client.call("POST", f"/polls/{poll}/close").json["open"] is False
    late = cast.member.client.call("PUT", f"/polls/{poll}/vote", {"options": options[:1]})
    assert (late.status_code, late.json["code"]) == (409, "closed")


def test_who_may_not_read_on_hears_nothing_of_the_poll(app, cast, anyone):
    entry, [(poll, options)] = put(app, cast.owner, tea_poll(results="always"))
    voted(app, cast.member, poll, options[:1])
    assert anyone.get(f"/api/v1/polls/{poll}").json["voters"] == 1
    for visibility, status in (("preview", 403), ("private", 404)):
        with app.app_context():
            owner = cast.owner.inside()
            circles.change_settings(owner, owner.circle_id, SettingsChange(visibility=visibility))
            db.session.remove()
        outsider = cast.outsider.client
        assert outsider.get(f"/api/v1/polls/{poll}").status_code == status
        tried = outsider.call("PUT", f"/polls/{poll}/vote", {"options": options[:1]})
        assert tried.status_code == status
        for client in (outsider, anyone):
            told = client.get(f"/api/v1/entries/{entry}").text + see(client, entry_id=entry)
            assert "早上喝什么" not in told
        assert cast.member.client.get(f"/api/v1/polls/{poll}").json["voters"] == 1


def test_the_table_comes_as_a_file_for_author_and_staff(app, cast, anyone):
    _entry, [(poll, options)] = put(app, cast.guest, tea_poll(results="closed"))
    voted(app, cast.member, poll, options[:1])
    path = f"/api/v1/polls/{poll}.csv"
    assert cast.owner.client.get(path).json["code"] == "not_yet"
    cast.guest.client.call("POST", f"/polls/{poll}/close")
    found = cast.owner.client.get(path)
    assert (found.status_code, found.mimetype) == (200, "text/csv")
    assert "attachment" in found.headers["Content-Disposition"]
    assert "红茶,1" in found.text
    assert cast.member.client.get(path).status_code == 403
    assert anyone.get(path).status_code == 401


# Pages

def test_voting_needs_no_script(app, cast):
    entry, [(poll, options)] = put(app, cast.owner)
    client = cast.member.client
    page = see(client, entry_id=entry)
    assert f'name="_poll{poll}" value="{options[0]}"' in page
    assert f'formaction="/entries/{entry}/vote"' in page
    assert shares(page) == []
    sent = {f"_poll{poll}": options[1], "_next": "/c/tea"}
    answer = client.submit(f"/entries/{entry}/vote", sent)
    assert (answer.status_code, answer.location) == (303, "/c/tea")
    for page in (see(client), see(client, entry_id=entry)):
        assert shares(page) == ["0", "100", "0"]
        assert f'value="{options[1]}" checked' in page
    client.submit(f"/entries/{entry}/unvote")
    assert shares(see(client, entry_id=entry)) == []


def test_nothing_chosen_is_said_and_counts_nothing(app, cast):
    entry, [(poll, options)] = put(app, cast.owner)
    for given in ({}, {f"_poll{poll}": "x"}, {f"_poll{poll}": "9" * 5000},
                  {f"_poll{poll}": options[:2]}):
        assert cast.member.client.submit(f"/entries/{entry}/vote", given).status_code == 422
    with app.app_context():
        assert asked_in(session().get_one(Entry, entry))[0].voters == 0
    fine = cast.member.client.submit(f"/entries/{entry}/vote", {f"_poll{poll}": options[0]})
    assert fine.status_code == 303


def test_a_script_gets_the_polls_alone(app, cast):
    entry, [(poll, options)] = put(app, cast.owner)
    answer = cast.member.client.submit(
        f"/entries/{entry}/vote", {f"_poll{poll}": options[0]}, headers={"X-Fragment": "polls"}
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div class="polls"')
    assert shares(answer.text) == ["100", "0", "0"]


def test_a_survey_is_answered_on_its_own_page_and_in_one_go(app, cast):
    entry, [(first, ones), (second, twos)] = put(app, cast.owner, tea_poll(), tea_poll("晚上呢？"))
    client = cast.member.client
    assert 'class="polls__teaser"' in see(client)
    page = see(client, entry_id=entry)
    assert page.count('<fieldset class="poll"') == 2
    client.submit(f"/entries/{entry}/vote", {f"_poll{first}": ones[0], f"_poll{second}": twos[2]})
    assert shares(see(client, entry_id=entry)) == ["100", "0", "0", "0", "0", "100"]


def test_a_guests_kept_page_turns_over_with_votes_and_the_end_never_before(
    app, cast, anyone, clock
):
    entry, [(poll, options)] = put(
        app, cast.owner, tea_poll(results="closed", closes_at=close_in(10))
    )
    before = see(anyone, entry_id=entry)
    assert "登录后投票" in before
    assert "还没有人投票" in before
    voted(app, cast.member, poll, options[:1])
    for client in (anyone, cast.owner.client, cast.moderator.client):
        for page in (see(client), see(client, entry_id=entry)):
            assert "已有 1 人参与" in page
            assert shares(page) == []
    clock.travel(minutes=10)
    pagecache.pages.clear()  # its keys hold the minute of the machine's own clock
    for page in (see(anyone), see(anyone, entry_id=entry)):
        assert shares(page) == ["100", "0", "0"]
        assert "登录后投票" not in page


def test_feeds_tell_what_is_asked_and_never_what_was_chosen(app, cast, anyone):
    ask = tea_poll("<b>早上</b>喝什么？", ("=红茶&", "绿茶"), results="always")
    _entry, [(poll, options)] = put(app, cast.owner, ask)
    before = {kind: anyone.get(f"/c/tea/feed.{kind}").text for kind in ("rss", "atom")}
    voted(app, cast.member, poll, options[:1])
    for kind, text in before.items():
        assert "&amp;lt;b&amp;gt;早上" in text
        assert "绿茶" in text
        assert anyone.get(f"/c/tea/feed.{kind}").text == text


def test_only_its_author_is_offered_the_end(app, cast):
    entry, [(poll, _options)] = put(app, cast.owner)
    offer = f'formaction="/polls/{poll}/close"'
    assert offer in see(cast.owner.client, entry_id=entry)
    assert offer not in see(cast.moderator.client, entry_id=entry)
    cast.owner.client.submit(f"/polls/{poll}/close", {"_next": f"/c/tea/posts/{entry}"})
    page = see(cast.owner.client, entry_id=entry)
    assert offer not in page
    assert f"/api/v1/polls/{poll}.csv" in page


def test_an_outsider_is_asked_to_join(app, cast):
    entry, _polls = put(app, cast.owner)
    page = see(cast.outsider.client, entry_id=entry)
    assert "加入后投票" in page
    assert "/vote" not in page


def statements(app, work):
    """What `work` gives, and how many statements it took."""
    asked = []

    def listen(*args):
        asked.append(args[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        given = work()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return given, len(asked)


def test_a_page_of_twenty_cards_with_polls_costs_two_queries_more_at_most(app, cast):
    client = cast.member.client
    with app.app_context():
        for number in range(20):
            post(cast.owner.inside(), f"没有投票的第 {number} 篇")
        db.session.remove()
    plain, few = statements(app, lambda: see(client))
    assert client.get("/api/v1/circles/tea/posts").status_code == 200
    _told, short = statements(app, lambda: client.get("/api/v1/circles/tea/posts").json)
    for number in range(20):
        put(app, cast.owner, tea_poll(results="always"), source=f"有投票的第 {number} 篇")
    page, many = statements(app, lambda: see(client))
    told, long = statements(app, lambda: client.get("/api/v1/circles/tea/posts").json)
    assert (plain.count('class="polls"'), page.count('class="polls"')) == (0, 20)
    assert sum(item["poll"] is not None for item in told["items"]) == 20
    assert many <= few + 2
    assert long <= short + 2
    assert statements(app, lambda: see(client))[1] <= 12, "what everybody sees alike is kept"


# Putting one in a page

def test_the_composer_puts_a_poll_without_scripts(app, cast):
    client = cast.owner.client
    assert 'name="poll1_question"' in client.get("/c/tea/posts/new").text
    answer = client.submit("/c/tea/posts/new", {
        "body": "来投一票", "poll1_question": "早上喝什么？",
        "poll1_options": "红茶\r\n\r\n 绿茶 \r\n", "poll1_multiple": "on",
        "poll_days": "3", "poll_results": "closed",
    })  # fmt: skip
    assert answer.status_code == 303
    (found,) = client.get("/api/v1/circles/tea/posts").json["items"]
    poll = found["poll"]
    assert [one["label"] for one in poll["options"]] == ["红茶", "绿茶"]
    assert (poll["multiple"], poll["results"]) == (True, "closed")
    assert poll["closes_at"] is not None


def test_the_composer_puts_a_survey_and_leaves_out_what_is_empty(cast):
    client = cast.owner.client
    client.submit("/c/tea/posts/new", {
        "body": "问两句", "poll1_question": "一？", "poll1_options": "甲\n乙", "poll2_question": "",
        "poll2_options": "", "poll3_question": "二？", "poll3_options": "丙\n丁", "poll_days": "",
    })  # fmt: skip
    (found,) = client.get("/api/v1/circles/tea/posts").json["items"]
    assert [poll["question"] for poll in found["polls"]] == ["一？", "二？"]
    assert found["poll"]["closes_at"] is None


def test_a_post_without_a_poll_is_published_as_ever(cast):
    client = cast.owner.client
    answer = client.submit("/c/tea/posts/new", {
        "body": "只有几个字", "poll1_question": "", "poll1_options": "", "poll_days": "7",
        "poll_results": "voted",
    })  # fmt: skip
    assert answer.status_code == 303
    assert client.get("/api/v1/circles/tea/posts").json["items"][0]["poll"] is None


def test_a_refused_poll_comes_back_with_everything_typed(cast):
    answer = cast.owner.client.submit("/c/tea/posts/new", {
        "body": "来投一票", "poll1_question": "早上喝什么？", "poll1_options": "红茶\n红茶",
        "poll_days": "30", "poll_results": "always",
    })  # fmt: skip
    assert answer.status_code == 422
    page = answer.text
    assert "有两个选项是一样的" in page
    assert "红茶\n红茶" in page
    assert 'value="早上喝什么？"' in page
    assert '<option value="30" selected' in page


def test_members_below_the_level_are_not_offered_a_poll(cast):
    assert 'name="poll1_question"' not in cast.member.client.get("/c/tea/posts/new").text


def test_a_draft_with_a_poll_goes_on_where_it_was_left(cast):
    client = cast.owner.client
    content = {"body": "来投", "poll1_question": "早上喝什么？", "poll1_options": "红茶\n绿茶",
               "poll1_multiple": "on", "poll_results": "closed"}
    draft = {"kind": "post", "circle": "tea", "content": content}
    assert client.call("PUT", "/me/drafts/post:tea", draft).status_code in (200, 201, 204)
    page = client.get("/c/tea/posts/new?draft=post:tea").text
    assert 'value="早上喝什么？"' in page
    assert "红茶\n绿茶" in page
    assert '<option value="closed" selected' in page
