"""Checking in: once a day, a streak that goes on, days that are mended within limits."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.circles.queries import get_membership
from circle.core import clock as time
from circle.core.actor import Actor
from circle.core.db import db, session
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.points import actions, queries
from circle.points.actions import Happening
from circle.points.models import CheckIn, MemberBadge, MemberTally
from tests.factories import points as made
from tests.races import at_once

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(clock):
    """Every test begins at noon of a local day, far from its ends."""
    now = time.local(time.now())
    clock.travel(hours=12 - now.hour)
    return clock


def come(person):
    return actions.check_in(Actor(user_id=person.user_id), made.circle_id())


def mend(person, back):
    return actions.make_up(
        Actor(user_id=person.user_id), made.circle_id(), time.local_day() - DAY * back
    )


def come_for(person, clock, days):
    """Check in on so many days in a row, the last of them today."""
    for day in range(days):
        if day:
            clock.travel(days=1)
        last = come(person)
    return last


def standing(person):
    member = made.standing(person)
    return member.points, member.growth


def test_a_check_in_pays_once_a_day(inside, cast):
    first = come(cast.member)
    assert (first.is_new, first.points, first.growth) == (True, 2, 2)
    again = come(cast.member)
    assert (again.is_new, again.points) == (False, 0)
    assert standing(cast.member) == (2, 2)


def test_the_next_day_goes_on_and_a_day_missed_begins_anew(inside, cast, clock):
    assert come_for(cast.member, clock, 3).check_in.streak == 3
    clock.travel(days=2)
    assert come(cast.member).check_in.streak == 1
    assert standing(cast.member) == (8, 8)


def test_the_day_is_shanghais_whatever_hour_it_is_elsewhere(inside, cast, clock):
    clock.travel(hours=11, minutes=-time.local(time.now()).minute)  # 23:00
    assert come(cast.member).check_in.day == time.local(time.now()).date()
    clock.travel(hours=2)
    assert come(cast.member).check_in.streak == 2


def test_every_seventh_day_in_a_row_brings_more(inside, cast, clock):
    for day in range(1, 15):
        paid = come(cast.member)
        assert paid.points == (7 if day % 7 == 0 else 2)
        clock.travel(days=1)
    assert standing(cast.member)[0] == 14 * 2 + 2 * 5


def test_a_clock_set_back_pays_no_day_twice(inside, cast, clock):
    come_for(cast.member, clock, 2)
    clock.travel(days=-1)
    assert not come(cast.member).is_new
    clock.travel(days=-3)
    assert not come(cast.member).is_new
    assert standing(cast.member)[0] == 4
    clock.travel(days=5)
    assert come(cast.member).is_new


def test_a_tap_sent_later_counts_for_its_own_day_alone(inside, cast, clock):
    meant = time.local_day()
    clock.travel(days=1)
    with pytest.raises(actions.DayOver):
        actions.check_in(cast.member.actor, made.circle_id(), meant)
    assert actions.check_in(cast.member.actor, made.circle_id(), time.local_day()).is_new


def test_who_is_muted_checks_in_and_who_is_outside_does_not(inside, cast):
    circles.mute_member(
        cast.owner.inside(), made.standing(cast.member).id, time.now() + DAY
    )
    assert come(cast.member).is_new
    for person in (cast.outsider, cast.banned):
        with pytest.raises(NotAllowed):
            come(person)


def test_an_archived_circle_takes_no_check_in(inside, cast):
    circles.archive_circle(cast.owner.actor, made.circle_id())
    with pytest.raises(NotAllowed):
        come(cast.member)


def test_a_mended_day_joins_the_days_around_it_and_pays_nothing(inside, cast, clock):
    made.fill(cast.member, 100)
    clock.travel(days=1)
    come_for(cast.member, clock, 3)
    clock.travel(days=2)
    come_for(cast.member, clock, 3)
    points, growth = standing(cast.member)
    assert mend(cast.member, 3).streak == 4
    assert standing(cast.member) == (points - 20, growth)
    streaks = session().scalars(select(CheckIn.streak).order_by(CheckIn.day)).all()
    assert streaks == [1, 2, 3, 4, 5, 6, 7]
    clock.travel(days=1)
    assert come(cast.member).check_in.streak == 8


def test_mending_brings_no_bonus_and_no_badge_for_the_days_it_joins(inside, cast, clock):
    made.fill(cast.member, 100)
    clock.travel(days=1)
    come_for(cast.member, clock, 3)
    clock.travel(days=2)
    come_for(cast.member, clock, 4)
    mend(cast.member, 4)
    assert queries.find_occurrence(
        made.circle_id(), "streak", "day", f"{cast.member.user_id}:{time.local_day()}"
    ) is None
    assert "streak_7" not in badges(cast.member)
    clock.travel(days=1)
    come(cast.member)
    assert "streak_7" in badges(cast.member)


def badges(person):
    return session().scalars(
        select(MemberBadge.badge).where(MemberBadge.user_id == person.user_id)
    ).all()


def test_two_days_a_month_are_mended_and_more_the_next(inside, cast, clock):
    made.fill(cast.member, 200)
    clock.travel(days=14)
    while not 8 <= time.local_day().day <= 20:
        clock.travel(days=1)
    mend(cast.member, 2)
    mend(cast.member, 4)
    with pytest.raises(Conflict, match="这个月"):
        mend(cast.member, 6)
    while time.local_day().day != 1:
        clock.travel(days=1)
    mend(cast.member, 1)
    assert made.standing(cast.member).points == 140


def test_only_a_missed_day_of_the_last_thirty_since_joining_is_mended(inside, cast, clock):
    made.fill(cast.member, 100)
    clock.travel(days=40)
    come(cast.member)
    clock.travel(days=1)
    for back in (0, -1, 31, 60):
        with pytest.raises(Invalid):
            mend(cast.member, back)
    with pytest.raises(Conflict, match="已经签过"):
        mend(cast.member, 1)
    assert mend(cast.member, 30).made_up


def test_days_before_joining_are_not_missed(inside, cast, clock):
    made.fill(cast.member, 100)
    joined = get_membership(made.circle_id(), cast.member.user_id).joined_at
    clock.be(joined + timedelta(days=2))
    for back in (2, 3):
        with pytest.raises(Invalid):
            mend(cast.member, back)
    assert mend(cast.member, 1).made_up


def test_mending_takes_points_that_are_there(inside, cast, clock):
    clock.travel(days=3)
    with pytest.raises(actions.NotEnough):
        mend(cast.member, 1)
    made.fill(cast.member, 20)
    mend(cast.member, 1)
    assert made.standing(cast.member).points == 0


def test_the_longest_streak_and_the_days_are_counted_for_badges(inside, cast, clock):
    come_for(cast.member, clock, 4)
    clock.travel(days=3)
    come(cast.member)
    tallies = dict(session().execute(select(MemberTally.key, MemberTally.count)).all())
    assert (tallies["best_streak"], tallies["check_in"]) == (4, 5)


def test_forty_check_ins_at_once_pay_once(app, cast):
    actor, circle = Actor(user_id=cast.member.user_id), number(app)
    results = at_once(app, [lambda: actions.check_in(actor, circle)] * 40)
    assert sum(1 for result in results if result.is_new) == 1
    with app.app_context():
        assert standing(cast.member) == (2, 2)
        assert session().scalar(select(func.count()).select_from(CheckIn)) == 1
        assert not list(queries.wrong_lines())
        db.session.remove()


def test_a_day_mended_twenty_times_at_once_costs_once(app, cast, clock):
    with app.app_context():
        made.fill(cast.member, 100)
        db.session.remove()
    clock.travel(days=3)
    actor, circle, day = Actor(user_id=cast.member.user_id), number(app), time.local_day() - DAY
    results = at_once(app, [lambda: actions.make_up(actor, circle, day)] * 20)
    assert results.count("Conflict") == 19
    with app.app_context():
        assert made.standing(cast.member).points == 80
        db.session.remove()


def test_checking_in_mending_and_earning_at_once_add_up(app, cast, clock):
    with app.app_context():
        made.fill(cast.member, 100)
        db.session.remove()
    clock.travel(days=5)
    actor, circle, today = Actor(user_id=cast.member.user_id), number(app), time.local_day()
    works = [lambda: actions.check_in(actor, circle)] * 6
    works += [lambda n=n: actions.make_up(actor, circle, today - DAY * n) for n in (1, 2, 3, 4)]
    works += [lambda n=n: actions.note(Happening(
        circle, actor.user_id, "featured", "entry", str(900 + n))) for n in range(4)]  # fmt: skip
    results = at_once(app, works)
    assert sum(1 for result in results[:6] if result.is_new) == 1
    assert results[6:10].count("Conflict") == 2
    with app.app_context():
        assert made.standing(cast.member).points == 100 + 2 - 40 + 4 * 20
        assert not list(queries.wrong_lines()) and not list(queries.wrong_members())
        rows = session().scalars(select(CheckIn).order_by(CheckIn.day)).all()
        before = {row.day: row.streak for row in rows}
        assert all(row.streak == before.get(row.day - DAY, 0) + 1 for row in rows)
        db.session.remove()


def number(app):
    with app.app_context():
        found = made.circle_id()
        db.session.remove()
    return found
