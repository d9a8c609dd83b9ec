"""What waits for the morning: what it keeps to when it is late, or things changed meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.core import clock as core_clock
from circle.core.db import session
from circle.notifications import actions, jobs
from circle.notifications.models import Broadcast, Notice, Reach
from circle.notifications.schemas.reach import NewBroadcast

pytestmark = pytest.mark.usefixtures("late", "inside")
LATE = 23


@pytest.fixture
def late(at_noon, clock):
    """The quiet hours of everybody who did not choose others."""
    clock.be(core_clock.day_start(core_clock.local_day()) + timedelta(hours=LATE))


def sent_by(person, title, slug="tea", at=None, **more):
    """The number of a message that is on its way, or will be."""
    new = NewBroadcast("新茶上市", title, "周五一起来喝。", **more)
    made = actions.write_broadcast(person.actor, slug, new)
    return actions.send_broadcast(person.actor, made.id, at).id


def reached(broadcast_id, person):
    """What became of a message for somebody."""
    row = session().get(Reach, (broadcast_id, person.user_id), populate_existing=True)
    return row and (row.state, row.why)


def test_what_waited_for_the_morning_is_not_brought_the_next_night(cast, clock):
    sent = sent_by(cast.owner, "春茶到了")
    jobs.carry_broadcast({"broadcast": sent})
    clock.travel(hours=24)  # nothing was brought all day
    jobs.run_broadcasts({})
    assert reached(sent, cast.member) == ("queued", None)
    clock.travel(hours=10)
    jobs.run_broadcasts({})
    assert reached(sent, cast.member) == ("delivered", None)


def test_who_left_in_the_night_is_not_said_to_have_muted(cast, clock):
    sent = sent_by(cast.owner, "春茶到了")
    jobs.carry_broadcast({"broadcast": sent})
    circles.leave_circle(cast.member.actor, cast.owner.inside().circle_id)
    clock.travel(hours=10)
    jobs.run_broadcasts({})
    assert reached(sent, cast.member) == ("held", "gone")
    assert reached(sent, cast.guest) == ("delivered", None)


def test_an_archived_circle_reaches_nobody_any_more(cast, clock):
    at = core_clock.now() + timedelta(hours=1)
    waiting, planned = sent_by(cast.owner, "一"), sent_by(cast.owner, "二", at=at)
    jobs.carry_broadcast({"broadcast": waiting})
    under_way = sent_by(cast.owner, "三")
    circles.archive_circle(cast.owner.actor, cast.owner.inside().circle_id)
    clock.travel(hours=10)
    jobs.run_broadcasts({})
    jobs.carry_broadcast({"broadcast": under_way})
    states = {one: session().get_one(Broadcast, one).state for one in (planned, under_way)}
    assert states == {planned: "draft", under_way: "done"}
    assert reached(waiting, cast.member) == ("held", "stopped")
    assert session().scalar(select(func.count()).where(Notice.kind == "reach")) == 0
