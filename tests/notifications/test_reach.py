"""Writing to members: to whom, within everybody's limits, once, stoppable, and what came of it."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.schemas import JoinRequest, NewCircle, NewLabel
from circle.core import clock as core_clock
from circle.core.db import db, session, transaction
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.core.jobs import Job
from circle.notifications import actions, queries
from circle.notifications.models import Mute, Notice, NoticeSettings, Reach
from circle.notifications.schemas.reach import NewBroadcast
from circle.screening.actions import add_rule
from circle.screening.schemas import NewRule
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("at_noon", "inside")
LATE = 23


def write(person, title="春茶到了", slug="tea", **more):
    """A message of the circle, not sent."""
    new = NewBroadcast("新茶上市", title, "今年的明前茶到了，周五一起来喝。", **more)
    return actions.write_broadcast(person.actor, slug, new)


def send(person, *titles, **more):
    """Messages sent and carried to everybody they are meant for."""
    sent = [actions.send_broadcast(person.actor, write(person, title, **more).id)
            for title in titles or ("春茶到了",)]  # fmt: skip
    for one in sent:
        while actions.carry_broadcast(one.id):
            pass
    return sent[-1]


def reached(broadcast):
    """What became of it for each it was meant for."""
    rows = session().scalars(select(Reach).where(Reach.broadcast_id == broadcast.id))
    return {row.user_id: (row.state, row.why) for row in rows}


def inbox(person):
    """The messages in somebody's inbox."""
    mine = select(Notice).where(Notice.user_id == person.user_id, Notice.kind == "reach")
    return [notice.facts["title"] for notice in session().scalars(mine.order_by(Notice.id))]


def test_everybody_in_the_circle_gets_it_once_however_often_it_is_carried(cast):
    sent = send(cast.owner)
    with transaction():
        sent.state, sent.at = "sending", 0  # as if the worker had died before it said how far
    actions.carry_broadcast(sent.id)
    everybody = {cast.admin.user_id, cast.moderator.user_id, cast.guest.user_id,
                 cast.member.user_id}  # fmt: skip
    assert set(reached(sent)) == everybody
    assert inbox(cast.member) == ["春茶到了"]
    assert inbox(cast.removed) == inbox(cast.outsider) == []


def test_only_those_it_is_meant_for_get_it(cast):
    sent = send(cast.owner, roles=("guest", "moderator"))
    assert set(reached(sent)) == {cast.guest.user_id, cast.moderator.user_id}
    member_id = cast.member.inside().membership_id
    label = circles.give_by_name(cast.owner.actor, member_id, NewLabel("老茶客"))
    assert set(reached(send(cast.owner, labels=(label.id,)))) == {cast.member.user_id}


def test_two_a_day_over_all_circles_are_the_most_anybody_gets(cast):
    other = circles.create_circle(cast.guest.actor, NewCircle(slug="yard", name="小院"))
    circles.join_circle(cast.member.actor, other.id, JoinRequest())
    send(cast.owner, "一")
    send(cast.guest, "二", slug="yard")
    third = send(cast.owner, "三")
    assert inbox(cast.member) == ["一", "二"]
    assert reached(third)[cast.member.user_id] == ("held", "day")


def test_five_a_week_are_the_most_and_a_member_may_want_fewer(cast, clock):
    with transaction():
        session().add(NoticeSettings(user_id=cast.guest.user_id, reach_per_week=1))
    for day in range(3):
        clock.travel(hours=25)
        last = send(cast.owner, f"{day}甲", f"{day}乙")
    assert len(inbox(cast.member)) == 5
    assert len(inbox(cast.guest)) == 1
    assert reached(last)[cast.member.user_id] == ("held", "week")


def test_who_muted_the_circle_gets_nothing(cast):
    circle_id = cast.owner.inside().circle_id
    with transaction():
        session().add(Mute(user_id=cast.member.user_id, kind="circle", target_id=circle_id,
                           circle_id=circle_id))  # fmt: skip
    assert reached(send(cast.owner))[cast.member.user_id] == ("held", "muted")


def test_at_night_it_waits_for_the_morning_and_is_then_brought_once(cast, clock):
    clock.be(core_clock.day_start(core_clock.local_day()) + timedelta(hours=LATE))
    sent = send(cast.owner)
    assert inbox(cast.member) == []
    actions.deliver_due()
    assert reached(sent)[cast.member.user_id] == ("queued", None)
    clock.travel(hours=10)
    actions.deliver_due()
    actions.deliver_due()
    assert inbox(cast.member) == ["春茶到了"]


def test_stopped_it_reaches_nobody_more_and_leaves_the_inboxes(cast, clock):
    clock.be(core_clock.day_start(core_clock.local_day()) + timedelta(hours=LATE))
    with transaction():
        session().add(NoticeSettings(user_id=cast.guest.user_id, quiet_from=0, quiet_until=0))
    sent = send(cast.owner)
    assert inbox(cast.guest) == ["春茶到了"]
    actions.stop_broadcast(cast.owner.actor, sent.id)
    clock.travel(hours=10)
    actions.deliver_due()
    assert inbox(cast.guest) == inbox(cast.member) == []
    assert reached(sent)[cast.member.user_id] == ("held", "stopped")
    with pytest.raises(NotFound):
        queries.get_received(cast.guest.actor, sent.id)


def test_two_wordings_split_the_members_the_same_way_whenever_it_is_asked(cast):
    sent = write(cast.owner, title_b="明前茶来了", body_b="周五见。")
    split = [sent.variant_of(user) for user in range(2000)]
    assert split == [sent.variant_of(user) for user in range(2000)]
    assert 900 < split.count("a") < 1100


def test_only_owner_and_admins_write_and_nothing_changes_once_it_is_out(cast):
    for person in (cast.moderator, cast.member):
        with pytest.raises(NotAllowed):
            write(person)
    sent = send(cast.admin)
    with pytest.raises(Conflict):
        actions.change_broadcast(cast.owner.actor, sent.id, NewBroadcast("为何", "改", "改"))
    with pytest.raises(NotFound):
        actions.stop_broadcast(cast.moderator.actor, sent.id)


def test_results_count_who_opened_muted_and_left_but_not_of_a_few(cast):
    sent = send(cast.owner)
    notice = session().scalars(select(Notice).where(Notice.user_id == cast.member.user_id)).one()
    actions.see(cast.member.actor, [notice.id])
    actions.note_muted(cast.guest.user_id, sent.circle_id)
    circles.leave_circle(cast.member.actor, sent.circle_id)
    rows = {row.user_id: row for row in session().scalars(select(Reach))}
    mine = rows[cast.member.user_id]
    assert (mine.opened_at is not None, mine.left_at is not None) == (True, True)
    assert rows[cast.guest.user_id].muted_at is not None
    (few,) = queries.results(cast.owner.inside(), sent).outcomes
    assert (few.delivered, few.opened, few.left) == (4, None, None)


def test_who_got_it_reads_it_and_nobody_else(cast):
    sent = send(cast.owner, roles=("member",))
    assert queries.get_received(cast.member.actor, sent.id).title == "春茶到了"
    with pytest.raises(NotFound):
        queries.get_received(cast.guest.actor, sent.id)


def test_the_forecast_says_how_many_it_would_not_come_to_and_why_but_not_of_a_few(cast):
    with transaction():
        session().add(NoticeSettings(user_id=cast.member.user_id, reach_per_day=0))
    draft = write(cast.owner)
    told = queries.forecast(cast.owner.inside(), draft)
    assert (told.meant_for, told.held) == (4, {})
    circles.join_circle(cast.outsider.actor, draft.circle_id, JoinRequest())
    told = queries.forecast(cast.owner.inside(), draft)
    assert (told.meant_for, told.held, told.later) == (5, {"day": 1}, 0)


@pytest.fixture
def fifth(cast):
    """One more member: of five people it is told what they did."""
    circle_id = cast.owner.inside().circle_id
    circles.join_circle(cast.outsider.actor, circle_id, JoinRequest())
    return circle_id


def test_what_came_of_a_message_is_counted_again_and_again_for_a_month(cast, clock, fifth):
    sent = send(cast.owner)
    assert actions.count_next()
    assert (sent.delivered, sent.opened, sent.left) == (5, 0, 0)
    notice = session().scalars(select(Notice).where(Notice.user_id == cast.member.user_id)).one()
    actions.see(cast.member.actor, [notice.id])
    circles.leave_circle(cast.guest.actor, fifth)
    assert not actions.count_next()  # just now counted
    clock.travel(minutes=11)
    assert actions.count_next()
    assert (sent.delivered, sent.opened, sent.left) == (5, 1, 1)
    clock.travel(days=31)
    assert not actions.count_next()


def test_of_a_few_the_list_tells_as_little_as_the_message_itself(cast):
    sent = send(cast.owner)
    actions.count_next()
    assert (sent.delivered, sent.opened, sent.muted, sent.left) == (4, None, None, None)


def test_a_message_nothing_carries_stands_still_and_goes_on_without_a_second_time(cast):
    one = actions.send_broadcast(cast.owner.actor, write(cast.owner).id)
    actions.halt_stalled()
    assert one.state == "sending"  # its job waits
    with transaction():
        carry = select(Job).where(Job.kind == "notifications.carry_broadcast")
        job = session().scalars(carry).one()
        job.dead_at = core_clock.now()
    actions.halt_stalled()
    assert one.state == "halted"
    assert not actions.carry_broadcast(one.id)
    with pytest.raises(NotFound):
        actions.resume_broadcast(cast.member.actor, one.id)
    actions.resume_broadcast(cast.owner.actor, one.id)
    actions.halt_stalled()
    assert one.state == "sending"
    for _twice in range(2):
        actions.carry_broadcast(one.id)
    assert inbox(cast.member) == ["春茶到了"]
    with pytest.raises(Conflict):
        actions.resume_broadcast(cast.owner.actor, one.id)


@pytest.mark.parametrize("how", ["role", "words"])
def test_what_was_planned_waits_when_its_writer_or_its_words_may_not_go_any_more(cast, clock, how):
    planned = actions.send_broadcast(
        cast.admin.actor, write(cast.admin).id, core_clock.now() + timedelta(hours=1)
    )
    if how == "role":
        circles.change_role(cast.owner.actor, cast.admin.inside().membership_id, "member")
    else:
        add_rule(planned.circle_id, NewRule("春茶", "block"), cast.owner.user_id)
    clock.travel(hours=2)
    actions.begin_due()
    assert planned.state == "draft"


def test_two_circles_at_once_count_one_after_the_other(app, cast):
    other = circles.create_circle(cast.guest.actor, NewCircle(slug="yard", name="小院"))
    circles.join_circle(cast.member.actor, other.id, JoinRequest())
    sent = [write(cast.owner, f"茶{number}").id for number in range(4)]
    sent += [write(cast.guest, f"院{number}", slug="yard").id for number in range(4)]
    for owner, one in zip([cast.owner] * 4 + [cast.guest] * 4, sent, strict=True):
        actions.send_broadcast(owner.actor, one)
    db.session.remove()
    at_once(app, [partial(actions.carry_broadcast, one) for one in sent])
    assert len(inbox(cast.member)) == 2
