"""What follows from growth: sums for the leaderboards, tallies, badges and levels."""

from datetime import date

from sqlalchemy import case, select, update

from circle.circles import policy as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.events import BadgeEarned, LevelRaised
from circle.points import queries
from circle.points.badges import BADGES, tallied
from circle.points.models import MemberBadge, MemberTally, Occurrence, Standing


def periods_of(day: date) -> tuple[str, str, str, str]:
    """The four boards a day counts on: day, ISO week, month, all time."""
    year, week, _ = day.isocalendar()
    return f"d{day}", f"w{year}-{week:02d}", f"m{day:%Y-%m}", "all"


def count_growth(circle_id: int, user_id: int, day: date, by: int) -> None:
    """Add what growth changed on a day to that day's boards; never below zero there."""
    if not by:
        return
    added = insert_into(Standing).values([
        {"circle_id": circle_id, "period": period, "user_id": user_id, "score": max(0, by)}
        for period in periods_of(day)
    ])  # fmt: skip
    now = Standing.score + by
    session().execute(
        added.on_conflict_do_update(
            index_elements=[Standing.circle_id, Standing.period, Standing.user_id],
            set_={"score": case((now > 0, now), else_=0)},
        )
    )


def count_tally(occurrence: Occurrence, by: int) -> None:
    """Count what a paid occurrence stands for, and give the badges it completes."""
    for key in tallied(occurrence.rule, occurrence.facts):
        count = _tally(occurrence.circle_id, occurrence.user_id, key, by)
        for badge in BADGES.values():
            if by > 0 and badge.tally == key and count >= badge.times:
                give_badge(occurrence.circle_id, occurrence.user_id, badge.key)


def set_tally(circle_id: int, user_id: int, key: str, count: int) -> None:
    """Keep the highest a member reached of something that is measured, not counted."""
    now = _tally(circle_id, user_id, key, 0)
    if count > now:
        _tally(circle_id, user_id, key, count - now)
        for badge in BADGES.values():
            if badge.tally == key and count >= badge.times:
                give_badge(circle_id, user_id, badge.key)


def give_badge(circle_id: int, user_id: int, badge: str) -> None:
    """A member earns a badge, once and for good."""
    given = session().execute(
        insert_into(MemberBadge)
        .values(circle_id=circle_id, user_id=user_id, badge=badge, earned_at=clock.now())
        .on_conflict_do_nothing()
        .returning(MemberBadge.badge)
    )
    if given.first() is not None:
        _wear(circle_id, user_id, badge)
        emit(BadgeEarned(circle_id=circle_id, user_id=user_id, badge=badge))


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


def _wear(circle_id: int, user_id: int, badge: str) -> None:
    """The membership says it too, beside its points and level, and that it is news."""
    member = session().scalar(
        select(Membership).where(
            Membership.circle_id == circle_id, Membership.user_id == user_id
        )
    )
    if member is not None:
        member.badges = [*member.badges, badge]
        member.badges_untold += 1


def raise_level(member: Membership) -> None:
    """A member's level follows growth upwards; by itself it never falls."""
    circle = session().get_one(Circle, member.circle_id)
    reached = circles.level_at(circles.levels_of(circle), member.growth)
    if reached > member.level:
        member.level = reached
        emit(LevelRaised(circle_id=circle.id, user_id=member.user_id, level=reached))


def _tally(circle_id: int, user_id: int, key: str, by: int) -> int:
    now = MemberTally.count + by
    counted = session().execute(
        insert_into(MemberTally)
        .values(circle_id=circle_id, user_id=user_id, key=key, count=max(0, by))
        .on_conflict_do_update(
            index_elements=[MemberTally.circle_id, MemberTally.user_id, MemberTally.key],
            set_={"count": case((now > 0, now), else_=0)},
        )
        .returning(MemberTally.count)
    )
    return int(counted.scalar_one())
