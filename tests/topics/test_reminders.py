"""What waits for a member in a circle's topics: once for each cause, off when it is done."""

from datetime import timedelta

import pytest

from circle.accounts.queries import get_actor
from circle.circles import actions as circles
from circle.circles.queries import enter, get_membership
from circle.content import actions as content
from circle.content.models import Poll
from circle.content.queries import options_of
from circle.content.schemas import NewPoll
from circle.core import clock as now
from circle.core.db import db, session
from circle.core.jobs import enqueue_recurring
from circle.topics import actions, queries
from circle.topics.models import Reminder
from circle.topics.schemas import TopicEdit
from circle.wiring import SCHEDULE
from tests.factories.topics import hold_lottery, open_topic, reply
from tests.factories.topics import inside as standing

pytestmark = pytest.mark.usefixtures("calm")
LIST = "/c/tea/topics"


@pytest.fixture
def morning(clock):
    """Nine in the morning of some day ahead."""
    clock.be(now.day_start(now.local_day() + timedelta(days=3)) + timedelta(hours=9))
    return clock


def waits(person):
    """Cause and title of what waits for somebody."""
    circle, here = enter(get_actor(person.user_id), "tea")
    return [(one.cause, one.title) for one in queries.waits_for(here, circle)]


def written():
    return sorted((row.cause, row.part) for row in session().query(Reminder))


def in_hours(hours):
    return now.now() + timedelta(hours=hours)


def test_who_did_not_hand_in_is_reminded_the_day_before_until_they_did(inside, cast, morning):
    topic = open_topic(standing(cast.guest), "assignment", "第一次作业", ends_at=in_hours(40)).id
    assert (actions.write_reminders(), waits(cast.member)) == (0, [])
    morning.travel(hours=17)
    assert (actions.write_reminders(), actions.write_reminders()) == (1, 0)
    assert written() == [("due", 0)]
    assert waits(cast.member) == waits(cast.admin) == [("due", "第一次作业")]
    assert waits(cast.guest) == waits(cast.outsider) == waits(cast.removed) == []
    reply(standing(cast.member), topic)
    assert (waits(cast.member), waits(cast.admin)) == ([], [("due", "第一次作业")])
    morning.travel(hours=24)
    assert waits(cast.admin) == []
    actions.write_reminders()
    assert written() == []


def test_an_hour_that_was_moved_is_reminded_of_anew(inside, cast, morning):
    topic = open_topic(standing(cast.guest), "assignment", "第一次作业", ends_at=in_hours(20)).id
    actions.write_reminders()
    actions.edit_topic(standing(cast.guest), topic, TopicEdit(ends_at=in_hours(60)))
    assert waits(cast.member) == []
    morning.travel(hours=50)
    assert (actions.write_reminders(), len(waits(cast.member))) == (1, 1)
    actions.close_topic(standing(cast.guest), topic, "收齐了")
    assert waits(cast.member) == []


def test_who_has_a_place_is_reminded_of_the_event(inside, cast, morning):
    topic = open_topic(standing(cast.guest), "event", "茶会", capacity=1, starts_at=in_hours(20),
                       ends_at=in_hours(22)).id  # fmt: skip
    for person in (cast.member, cast.admin):
        actions.sign_up(standing(person), topic)
    actions.write_reminders()
    assert (waits(cast.member), waits(cast.admin)) == ([("event", "茶会")], [])
    actions.cancel_sign_up(standing(cast.member), topic)
    assert waits(cast.member) == []
    actions.sign_up(standing(cast.member), topic)
    assert waits(cast.member) == [("event", "茶会")]


def test_who_takes_part_in_a_challenge_is_reminded_in_the_evening_of_a_day_not_kept(
    inside, cast, morning
):
    topic = open_topic(standing(cast.guest), "challenge", "早起").id
    for person in (cast.member, cast.admin):
        reply(standing(person), topic)
    morning.travel(hours=10)
    assert actions.write_reminders() == 0
    morning.travel(hours=25)  # eight in the evening of the next day
    reply(standing(cast.admin), topic)
    assert (actions.write_reminders(), actions.write_reminders()) == (1, 0)
    assert (waits(cast.member), waits(cast.admin)) == ([("day", "早起")], [])
    assert waits(cast.moderator) == []
    reply(standing(cast.member), topic)
    assert waits(cast.member) == []
    morning.travel(hours=24)
    assert (actions.write_reminders(), len(waits(cast.member))) == (1, 1)


def test_polls_and_draws_that_are_soon_over_wait_for_who_did_not_take_part(
    inside, cast, morning
):
    poll = NewPoll("哪天去？", ("周六", "周日"), closes_at=in_hours(5))
    topic = open_topic(standing(cast.guest), title="去哪座山", polls=(poll,)).id
    lottery = hold_lottery(standing(cast.owner), topic, freezes_at=in_hours(8))
    assert (actions.write_reminders(), actions.write_reminders()) == (2, 0)
    assert waits(cast.member) == [("poll", "去哪座山"), ("lottery", "去哪座山")]
    assert waits(cast.admin) == waits(cast.moderator) == [("poll", "去哪座山")]
    owner, member = standing(cast.owner), standing(cast.member)
    member_id = get_membership(owner.circle_id, member.user_id).id
    circles.mute_member(owner, member_id, in_hours(1))
    assert waits(cast.member) == [("poll", "去哪座山")]
    morning.travel(hours=2)
    (put,) = session().query(Poll)
    content.vote(cast.member.actor, put.id, [options_of(put)[0].id])
    assert waits(cast.member) == [("lottery", "去哪座山")]
    actions.enter_lottery(standing(cast.member), lottery.id)
    assert waits(cast.member) == []
    assert waits(cast.owner) == [("poll", "去哪座山")]  # who holds a draw is not in it


def test_who_left_is_reminded_of_nothing(inside, cast, morning):
    open_topic(standing(cast.guest), "assignment", "第一次作业", ends_at=in_hours(20))
    actions.write_reminders()
    assert waits(cast.member)
    member = standing(cast.member)
    circles.leave_circle(member, member.circle_id)
    assert waits(cast.member) == []


def test_the_list_of_topics_says_what_waits(app, cast, morning, run_jobs, anyone):
    with app.app_context():
        host = standing(cast.guest)
        topic = open_topic(host, "assignment", "第一次作业", ends_at=in_hours(20)).id
        enqueue_recurring(SCHEDULE)
        db.session.remove()
    run_jobs()
    seen = cast.member.client.get(LIST).text
    assert "等着你的" in seen and f'href="{LIST}/{topic}">《第一次作业》' in seen
    for browser in (anyone, cast.outsider.client, cast.removed.client, cast.guest.client):
        assert "等着你的" not in browser.get(LIST).text
