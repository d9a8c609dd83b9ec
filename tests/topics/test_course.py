"""Dates and rules of a topic are its host's to set, whoever wrote it."""

from datetime import timedelta

import pytest

from circle.core import clock as core_clock
from circle.core.db import db
from circle.core.errors import Invalid, NotAllowed
from circle.topics import actions, queries
from circle.topics.schemas import TopicEdit
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
