"""Dates and rules of a topic are its host's to set, whoever wrote it."""

from datetime import UTC, datetime, timedelta

import pytest

from circle.core import clock as core_clock
from circle.core.db import db
from circle.core.errors import Invalid, NotAllowed
from circle.topics import actions, queries
from circle.topics.models import Topic
from circle.topics.schemas import TopicEdit
from circle.topics.timing import said_when
from circle.topics.views.words import local_time
from tests.factories.topics import inside, open_topic

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def topic(app, cast):
    """An assignment the guest wrote; staff gave it to the member to host."""
    with app.app_context():
        ident = open_topic(inside(cast.guest), "assignment", "第一次作业").id
        host = inside(cast.member).membership_id
        actions.pass_on_topic(inside(cast.owner), ident, host)
        db.session.remove()
    return ident


def standing(app, topic):
    with app.app_context():
        found = queries.find_topic(topic)
        return found.rules, found.starts_at, found.ends_at


def day(days):
    return core_clock.now() + timedelta(days=days)


def test_a_host_who_did_not_write_it_moves_its_end_and_sets_its_rules(app, cast, topic):
    at, later = f"/topics/{topic}/course", day(20)
    host = cast.member.client
    assert f'href="{at}"' in host.get(f"/topics/{topic}/manage").text
    assert "交作业前请看规则" not in host.get(at).text
    typed = {"rules": "交作业前请看规则", "starts_at": "", "ends_at": local_time(later)}
    assert host.submit(at, typed).status_code == 303
    rules, starts, ends = standing(app, topic)
    assert (rules, starts, local_time(ends)) == ("交作业前请看规则", None, local_time(later))
    assert "交作业前请看规则" in host.get(at).text


def test_its_dates_have_to_fit_and_come_back_as_typed(app, cast, topic):
    before = standing(app, topic)
    wrong = {"rules": "x", "starts_at": local_time(day(9)), "ends_at": local_time(day(8))}
    sent = cast.member.client.submit(f"/topics/{topic}/course", wrong)
    assert sent.status_code == 422 and local_time(day(8)) in sent.text
    assert standing(app, topic) == before


def test_rules_of_what_is_over_change_and_its_end_stays_as_it_was(app, cast, topic, clock):
    _rules, _starts, ends = standing(app, topic)
    clock.travel(days=8)
    typed = {"rules": "补充一句", "starts_at": "", "ends_at": local_time(ends)}
    assert cast.moderator.client.submit(f"/topics/{topic}/course", typed).status_code == 303
    assert standing(app, topic) == ("补充一句", None, ends)


@pytest.mark.usefixtures("inside")
def test_only_host_and_staff_set_them(cast, topic):
    for person in (cast.member, cast.moderator):
        actions.arrange_topic(inside(person), topic, TopicEdit(rules=person.name))
    for person in (cast.guest, cast.outsider, cast.removed):
        with pytest.raises(NotAllowed):
            actions.arrange_topic(inside(person), topic, TopicEdit(rules="我来定"))
    with pytest.raises(Invalid):
        actions.arrange_topic(inside(cast.member), topic, TopicEdit(ends_at=day(-1)))


def test_an_emptied_date_is_gone_and_one_that_is_not_named_stays(app, cast, topic):
    host, at = cast.member.client, f"/topics/{topic}/course"
    both = {"rules": "", "starts_at": local_time(day(1)), "ends_at": local_time(day(9))}
    assert host.submit(at, both).status_code == 303
    assert cast.moderator.client.submit(at, {**both, "starts_at": ""}).status_code == 303
    _rules, starts, ends = standing(app, topic)
    assert (starts, local_time(ends)) == (None, local_time(day(9)))
    needed = host.submit(at, {**both, "ends_at": ""})
    assert needed.status_code == 422 and "请说明截止到什么时候" in needed.text
    with app.app_context():
        talk = open_topic(inside(cast.guest), starts_at=day(1), ends_at=day(9)).id
        db.session.remove()
    writer, path = cast.guest.client, f"/topics/{talk}"
    kept = writer.call("PATCH", path, {"title": "换一个题目"}).json
    assert kept["starts_at"] and kept["ends_at"]
    assert writer.call("PATCH", path, {"ends_at": None}).json["ends_at"] is None
    assert writer.call("PATCH", path, {"starts_at": None}).json["starts_at"] is None


def test_who_wrote_it_and_does_not_host_it_is_asked_for_no_dates(app, cast):
    with app.app_context():
        ident = open_topic(inside(cast.guest), "assignment", ends_at=day(9), rules="写满三百字").id
        before = standing(app, ident)
        assert 'name="ends_at"' in cast.guest.client.get(f"/topics/{ident}/edit").text
        actions.pass_on_topic(inside(cast.owner), ident, inside(cast.member).membership_id)
        db.session.remove()
    sheet = cast.guest.client.get(f"/topics/{ident}/edit").text
    assert 'name="body"' in sheet
    assert 'name="ends_at"' not in sheet and 'name="rules"' not in sheet
    words = {"title": "第一次作业", "body": "写三百字，说说水温。"}
    assert cast.guest.client.submit(f"/topics/{ident}/edit", words).status_code == 303
    assert standing(app, ident) == before


def test_on_a_page_an_event_says_when_it_begins(app, cast):
    ends = local_time(day(3))
    sent = {"topic_kind": "event", "title": "春茶会", "body": "山上见。", "ends_at": ends}
    host, new = cast.guest.client, "/c/tea/topics/new"
    refused = host.submit(new, sent)
    assert refused.status_code == 422 and "写上什么时候开始" in refused.text
    opened = host.submit(new, {**sent, "starts_at": local_time(day(2))})
    assert opened.status_code == 303
    ident = int(opened.headers["Location"].rsplit("/", 1)[1])
    course = f"/topics/{ident}/course"
    dates = {"rules": "", "starts_at": "", "ends_at": ends}
    assert host.submit(course, dates).status_code == 422
    assert host.submit(course, {**dates, "starts_at": local_time(day(2))}).status_code == 303


@pytest.mark.one_database
def test_days_left_are_those_until_the_day_it_ends_on(clock):
    clock.be(datetime(2026, 3, 8, 10, tzinfo=UTC))  # six in the evening where days are counted
    ends = core_clock.now() + timedelta(hours=28)
    assert said_when(Topic(starts_at=None, ends_at=ends, closed_at=None)) == "还有 1 天"
    ends = core_clock.now() + timedelta(hours=31)
    assert said_when(Topic(starts_at=None, ends_at=ends, closed_at=None)) == "还有 2 天"
