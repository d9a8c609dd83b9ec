"""Polls on topics: put when one is opened, shown with its opening, whatever its kind."""

import re
from datetime import timedelta

import pytest

from circle.circles import actions as circles
from circle.circles.models import Membership
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Entry
from circle.content.schemas import Comment
from circle.core import clock as core_clock
from circle.core.db import db, session
from circle.topics import actions
from circle.topics.kinds import KINDS
from tests.factories.content import asked_in, ids_of, tea_poll
from tests.factories.topics import hold_lottery, open_topic, reply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")

ASKED = {"question": "去哪座山？", "options": ["灵山", "云台"]}
TOPIC = {"title": "周末一起去采茶", "body": "在这里说。"}
LIST, NEW = "/c/tea/topics", "/c/tea/topics/new"
PAGE_BUDGET = 12


def put(app, person, *polls, **more):
    """A topic with polls: its number, and for each poll its number and those of its options."""
    with app.app_context():
        entry = open_topic(person.inside(), polls=polls or (tea_poll(),), **more)
        found = entry.id, [(poll.id, ids_of(poll)) for poll in asked_in(entry)]
        db.session.remove()
    return found


def floors_of(app, person, number, count=1):
    with app.app_context():
        made = [reply(person.inside(), number, f"第{one}句话。").id for one in range(1, count + 1)]
        db.session.remove()
    return made


def at_level(app, person, level):
    with app.app_context():
        session().query(Membership).filter_by(user_id=person.user_id).one().level = level
        session().commit()


def seen(client, path, status=200):
    found = client.get(path)
    assert found.status_code == status, found.text[:400]
    return found.text


def shares(html):
    return re.findall(r'<progress class="poll__bar" max="100" value="(\d+)"', html)


def the_only(app):
    """The one topic there is: its number and what its polls ask."""
    with app.app_context():
        entry = session().query(Entry).filter_by(kind="topic").one()
        return entry.id, [(one.question, one.multiple, one.results) for one in asked_in(entry)]


# JSON

@pytest.mark.parametrize("kind", list(KINDS))
def test_a_topic_of_any_kind_is_opened_with_a_poll_and_reads_back_with_it(cast, kind):
    body = {**TOPIC, "topic_kind": kind, "poll": {**ASKED, "results": "always"}}
    if KINDS[kind].needs_end:
        body["ends_at"] = (core_clock.now() + timedelta(days=7)).isoformat()
    made = cast.owner.client.call("POST", "/circles/tea/topics", body)
    assert made.status_code == 201, made.text
    poll, number = made.json["poll"], made.json["id"]
    assert [(one["label"], one["votes"]) for one in poll["options"]] == [("灵山", 0), ("云台", 0)]
    assert "polls" not in made.json and poll["viewer"]["can_close"] is True
    client = cast.member.client
    chosen = {"options": [poll["options"][1]["id"]]}
    assert client.call("PUT", f"/polls/{poll['id']}/vote", chosen).status_code == 200
    for shape in (
        client.get(f"/api/v1/topics/{number}").json,
        client.get("/api/v1/circles/tea/topics").json["items"][0],
    ):
        assert [one["votes"] for one in shape["poll"]["options"]] == [0, 1]
        assert shape["poll"]["viewer"]["voted"] is True
    assert f'name="_poll{poll["id"]}"' in seen(client, f"{LIST}/{number}")


def test_a_topic_carries_a_survey_or_none(cast):
    client = cast.owner.client
    survey = {**TOPIC, "polls": [ASKED, {**ASKED, "question": "几点出发？"}]}
    made = client.call("POST", "/circles/tea/topics", survey).json
    assert [poll["question"] for poll in made["polls"]] == ["去哪座山？", "几点出发？"]
    assert made["poll"] == made["polls"][0]
    plain = client.call("POST", "/circles/tea/topics", TOPIC)
    assert (plain.status_code, plain.json["poll"]) == (201, None)


def test_floors_and_their_comments_say_that_they_have_no_poll(app, cast):
    number, _polls = put(app, cast.owner)
    (floor,) = floors_of(app, cast.guest, number)
    client = cast.member.client
    client.call("POST", f"/entries/{floor}/comments", {"body": "我也去。"})
    refused = client.call("POST", f"/topics/{number}/replies", {"body": "投", "poll": ASKED})
    assert refused.status_code == 422
    added = client.call("POST", f"/topics/{number}/replies", {"body": "不投"})
    assert (added.status_code, added.json["poll"]) == (201, None)
    for path in (f"/topics/{number}/replies", f"/entries/{floor}/comments"):
        items = client.get(f"/api/v1{path}").json["items"]
        assert items and all(one["poll"] is None for one in items)
    assert client.get(f"/api/v1/replies/{floor}").json["poll"] is None
    assert client.get(f"/api/v1/topics/{number}").json["poll"] is not None


WRONG = (
    ({"poll": ASKED, "polls": [ASKED]}, "polls"),
    ({"polls": [ASKED] * 11}, "polls"),
    ({"poll": {**ASKED, "options": ["灵山", "灵山"]}}, "poll.options"),
    ({"poll": {**ASKED, "closes_at": "2020-01-01T00:00:00Z"}}, "poll.closes_at"),
)


def test_a_poll_that_is_wrong_stops_the_topic(app, cast):
    client = cast.owner.client
    for wrong, field in WRONG:
        refused = client.call("POST", "/circles/tea/topics", {**TOPIC, **wrong})
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    fine = client.call("POST", "/circles/tea/topics", {**TOPIC, "poll": ASKED})
    assert fine.status_code == 201
    assert the_only(app)[0] == fine.json["id"]


def test_a_poll_stands_while_the_words_of_a_topic_change(app, cast):
    number, [(poll, _options)] = put(app, cast.owner)
    client = cast.owner.client
    for wrong in ({"poll": ASKED}, {"polls": [ASKED]}):
        assert client.call("PATCH", f"/topics/{number}", wrong).status_code == 422
    changed = client.call("PATCH", f"/topics/{number}", {"title": "改到下周末"})
    assert (changed.status_code, changed.json["poll"]["id"]) == (200, poll)
    sent = {"title": "又改回这周末", "body": "在这里说。", "poll1_question": "新的问题？"}
    assert client.submit(f"/topics/{number}/edit", sent).status_code == 422
    del sent["poll1_question"]
    assert client.submit(f"/topics/{number}/edit", sent).status_code == 303
    assert the_only(app)[1] == [("早上喝什么？", False, "voted")]


def test_polls_open_at_a_level_of_their_own_with_topics_too(app, cast):
    client, body = cast.member.client, {**TOPIC, "poll": ASKED}
    at_level(app, cast.member, 4)
    with app.app_context():
        allowed = cast.member.inside().privileges
    assert {"polls", "topics"} <= {str(one) for one in allowed}
    assert 'name="poll1_question"' in seen(client, f"{NEW}?kind=discussion")
    assert client.call("POST", "/circles/tea/topics", body).status_code == 201


# Pages

def test_opening_a_topic_with_a_poll_needs_no_script(app, cast):
    client = cast.owner.client
    assert 'name="poll1_question"' in seen(client, f"{NEW}?kind=discussion")
    sent = {
        **TOPIC, "topic_kind": "discussion", "tag_line": "春茶", "rules": "先到先得。",
        "poll1_question": "去哪座山？", "poll1_options": "灵山\n云台",
        "poll2_question": "几点出发？", "poll2_options": "六点\n七点", "poll2_multiple": "on",
        "poll_days": "3", "poll_results": "closed",
    }
    assert client.submit(NEW, sent).status_code == 303
    number, polls = the_only(app)
    assert polls == [("去哪座山？", False, "closed"), ("几点出发？", True, "closed")]
    page = seen(cast.member.client, f"{LIST}/{number}")
    assert page.count('<fieldset class="poll"') == 2 and "先到先得" in page
    assert "poll1_question" not in seen(client, f"/topics/{number}/edit")


def test_what_was_typed_into_a_poll_is_there_again_when_it_is_refused(cast):
    sent = {
        **TOPIC, "topic_kind": "discussion",
        "poll1_question": "去哪座山？", "poll1_options": "灵山\n灵山",
    }
    refused = cast.owner.client.submit(NEW, sent)
    assert refused.status_code == 422
    for kept in (TOPIC["title"], "去哪座山？", "灵山\n灵山", "有两个选项是一样的"):
        assert kept in refused.text
    assert cast.owner.client.submit(NEW, {**sent, "poll1_options": "灵山\n云台"}).status_code == 303


def test_a_draft_of_a_topic_fills_its_poll_in(cast):
    client, key = cast.owner.client, "topic:discussion:tea"
    typed = {**TOPIC, "poll1_question": "去哪座山？", "poll1_options": "灵山\n云台"}
    draft = {"kind": "topic", "circle": "tea", "content": typed}
    assert client.call("PUT", f"/me/drafts/{key}", draft).status_code == 200
    page = seen(client, f"{NEW}?kind=discussion&draft={key}")
    assert "去哪座山？" in page and "灵山\n云台" in page


def test_voting_on_the_page_of_a_topic_needs_no_script(app, cast, anyone):
    number, [(poll, options)] = put(app, cast.owner)
    path = f"{LIST}/{number}"
    page = seen(cast.member.client, path)
    assert f'name="_poll{poll}" value="{options[0]}"' in page and shares(page) == []
    assert "登录后投票" in seen(anyone, path) and "加入后投票" in seen(cast.outsider.client, path)
    sent = {f"_poll{poll}": options[1], "_next": path}
    answered = cast.member.client.submit(f"/entries/{number}/vote", sent)
    assert (answered.status_code, answered.location) == (303, path)
    assert shares(seen(cast.member.client, path)) == ["0", "100", "0"]
    assert shares(seen(anyone, path)) == [] and "已有 1 人参与" in seen(anyone, path)


def test_a_poll_stands_with_the_opening_on_every_page_of_the_floors(app, cast):
    number, [(poll, _options)] = put(app, cast.owner)
    floors_of(app, cast.guest, number, 3)
    for query in ("", "?floor=2", "?view=hot"):
        page = seen(cast.member.client, f"{LIST}/{number}{query}")
        assert page.count(f'name="_poll{poll}"') == 3, query
    part = cast.member.client.get(f"{LIST}/{number}", headers={"X-Fragment": "floors"}).text
    assert "第1句话" in part and "_poll" not in part


def test_a_poll_goes_on_when_its_topic_is_closed(app, cast):
    number, [(poll, options)] = put(app, cast.owner)
    with app.app_context():
        actions.close_topic(cast.owner.actor, number, "谢谢大家。")
        db.session.remove()
    choice = {"options": options[:1]}
    assert cast.member.client.call("PUT", f"/polls/{poll}/vote", choice).status_code == 200
    assert cast.owner.client.call("POST", f"/polls/{poll}/close").status_code == 200
    assert cast.guest.client.call("PUT", f"/polls/{poll}/vote", choice).status_code == 409


def test_a_list_says_which_topics_carry_a_poll(app, cast, anyone):
    with app.app_context():
        open_topic(cast.owner.inside(), title="没有投票的话题")
        db.session.remove()
    for client in (anyone, cast.member.client):
        assert ">投票</span>" not in seen(client, LIST)
    put(app, cast.owner)
    for client in (anyone, cast.member.client):
        assert seen(client, LIST).count(">投票</span>") == 1


def test_who_may_not_read_on_hears_nothing_of_a_topics_poll(app, cast, anyone):
    number, _polls = put(app, cast.owner, tea_poll(results="always"))
    path = f"{LIST}/{number}"
    assert "早上喝什么" in seen(anyone, path)
    for visibility, status in (("preview", 200), ("private", 404)):
        with app.app_context():
            owner = cast.owner.inside()
            circles.change_settings(owner, owner.circle_id, SettingsChange(visibility=visibility))
            db.session.remove()
        for client in (anyone, cast.outsider.client):
            told = seen(client, path, status) + client.get(LIST).text
            told += client.get(f"/api/v1/topics/{number}").text
            assert "早上喝什么" not in told and ">投票</span>" not in told
        assert "早上喝什么" in seen(cast.member.client, path)


def test_a_topic_with_a_survey_stays_within_its_budget_of_queries(app, cast):
    asked = put(app, cast.owner, tea_poll(), tea_poll("晚上呢？"))
    number, [(poll, options), _second] = asked
    floor, *_more = floors_of(app, cast.guest, number)
    with app.app_context():
        hold_lottery(cast.owner.inside(), number)
        content.write_comment(cast.member.inside(), number, Comment("我也去。"))
        content.write_comment(cast.member.inside(), floor, Comment("我也去。"))
        db.session.remove()
    paths = (f"{LIST}/{number}", f"/api/v1/topics/{number}", LIST, "/api/v1/circles/tea/topics")
    for person in (cast.member, cast.owner):
        browser = person.client
        browser.get("/")
        for turn, path in enumerate(paths):
            with app.app_context():  # after a vote nothing kept of the circle serves any more
                content.vote(cast.guest.actor, poll, options[turn % 2 :][:1])
                db.session.remove()
            with statements(app) as said:
                assert browser.get(path).status_code == 200
            assert 2 < len(said) <= PAGE_BUDGET, (path, len(said), "\n".join(said))


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_survey_costs_one_query_more_on_a_topic_of_any_kind(app, cast, kind):
    with app.app_context():
        plain = open_topic(cast.owner.inside(), kind).id
        db.session.remove()
    number, _polls = put(app, cast.owner, tea_poll(), tea_poll("晚上呢？"), kind=kind)
    for person in (cast.member, cast.owner):
        browser = person.client
        for path in (f"{LIST}/%s", "/api/v1/topics/%s"):
            asked = []
            for one in (plain, plain, number):
                with statements(app) as said:
                    assert browser.get(path % one).status_code == 200
                asked.append(len(said))
            assert asked[2] == asked[1] + 1, (path, asked)
