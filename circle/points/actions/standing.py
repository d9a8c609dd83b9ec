"""What follows from growth: sums for the leaderboards, tallies, badges and levels."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Executable, bindparam, case, update

from circle.circles import policy as circles
from circle.circles.models import Membership
from circle.circles.policy import Level
from circle.core import clock
from circle.core.bus import emit
from circle.core.db import action, dialect_name, insert_into, session, table_of
from circle.events import BadgeEarned, LevelRaised
from circle.points import queries
from circle.points.badges import BADGES, tallied
from circle.points.models import MemberBadge, MemberTally, Occurrence, Standing

STANDINGS, TALLIES = table_of(Standing), table_of(MemberTally)


def periods_of(day: date) -> tuple[str, str, str, str]:
    """The four boards a day counts on: day, ISO week, month, all time."""
    year, week, _ = day.isocalendar()
    return f"d{day}", f"w{year}-{week:02d}", f"m{day:%Y-%m}", "all"


def count_growth(circle_id: int, user_id: int, day: date, by: int) -> None:
    """Add what growth changed on a day to that day's boards; never below zero there."""
    if not by:
        return
    changed = {"circle_id": circle_id, "user_id": user_id, "score": max(0, by), "by": by}
    session().execute(
        _counting_growth(dialect_name()),
        [{**changed, "period": period} for period in periods_of(day)],
    )


def count_tally(member: Membership, occurrence: Occurrence, by: int) -> None:
    """Count what a paid occurrence stands for, and give the badges it completes."""
    for key in tallied(occurrence.rule, occurrence.facts):
        count = _tallied(_counting, member, key, by)
        if by > 0:
            _give_completed(member, key, count)


def set_tally(member: Membership, key: str, count: int) -> None:
    """Keep the highest a member reached of something that is measured, not counted."""
    _give_completed(member, key, _tallied(_keeping_highest, member, key, count))


def give_badge(member: Membership, badge: str) -> None:
    """A member earns a badge, once and for good.

    The membership says it too, beside its points and level, and that it is news.
    """
    given = session().execute(
        insert_into(MemberBadge)
        .values(
            circle_id=member.circle_id, user_id=member.user_id, badge=badge, earned_at=clock.now()
        )
        .on_conflict_do_nothing()
        .returning(MemberBadge.badge)
    )  # fmt: skip
    if given.first() is not None:
        member.badges = [*member.badges, badge]
        member.badges_untold += 1
        emit(BadgeEarned(circle_id=member.circle_id, user_id=member.user_id, badge=badge))


@action
def rebuild_badges() -> int:
    """Set every membership's badges to what was earned; answers how many were wrong."""
    wrong = list(queries.wrong_badges())
    for one in wrong:
        session().execute(
            update(Membership)
            .where(Membership.id == one.member_id)
            .values(badges=list(one.actual), badges_untold=one.untold)
            .execution_options(synchronize_session=False)
        )
    session().expire_all()
    return len(wrong)


def raise_level(member: Membership, levels: Sequence[Level]) -> None:
    """A member's level follows growth upwards; by itself it never falls."""
    reached = circles.level_at(levels, member.growth)
    if reached > member.level:
        member.level = reached
        emit(LevelRaised(circle_id=member.circle_id, user_id=member.user_id, level=reached))


def _give_completed(member: Membership, key: str, count: int) -> None:
    for badge in BADGES.values():
        if badge.tally == key and count >= badge.times and badge.key not in member.badges:
            give_badge(member, badge.key)


def _tallied(writing: Callable[[str], Executable], member: Membership, key: str, by: int) -> int:
    """Write a tally down in one way or the other; answers what it is then."""
    given = {"circle_id": member.circle_id, "user_id": member.user_id, "key": key}
    counted: int = session().scalar(
        writing(dialect_name()), {**given, "count": max(0, by), "by": by}
    )
    return counted


@cache
def _counting_growth(dialect: str) -> Executable:
    """Standings of several periods at once; built once for each database."""
    now = STANDINGS.c.score + bindparam("by")
    added: Executable = insert_into(STANDINGS).on_conflict_do_update(
        index_elements=list(STANDINGS.primary_key), set_={"score": case((now > 0, now), else_=0)}
    )
    return added


@cache
def _counting(dialect: str) -> Executable:
    now = TALLIES.c.count + bindparam("by")
    return _writing_tally(case((now > 0, now), else_=0))


@cache
def _keeping_highest(dialect: str) -> Executable:
    before: ColumnElement[int] = TALLIES.c.count
    now = bindparam("by", type_=before.type)
    return _writing_tally(case((now > before, now), else_=before))


def _writing_tally(count: ColumnElement[int]) -> Executable:
    added: Executable = (
        insert_into(TALLIES)
        .on_conflict_do_update(
            index_elements=list(TALLIES.primary_key), set_={"count": count}
        )
        .returning(TALLIES.c.count)
    )
    return added
