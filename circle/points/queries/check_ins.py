"""Check-ins as a calendar: which days were kept, what the next ones bring, what can be mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select

from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.policy import require
from circle.points import policy
from circle.points.models import CheckIn
from circle.points.queries.record import span_start
from circle.points.queries.rules import rules_at
from circle.points.rules import MAKE_UP_DAYS, MONTH, STREAK_EVERY, Rules

ONE_DAY = timedelta(days=1)
LOOKS_BACK = timedelta(days=MAKE_UP_DAYS + 31)  # whatever was mended in the month of today


@dataclass(frozen=True, slots=True)
class Gain:
    """What a check-in brings: `bonus` on top when it closes seven days in a row."""

    points: int
    growth: int
    bonus: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar.

    state: done, made_up, open (today, not yet), missed (can be mended), past (can not, or was
    before joining), to_come.
    """

    day: date
    state: str
    streak: int = 0


@dataclass(frozen=True, slots=True)
class MakeUps:
    """How often a missed day can still be mended this month (None: as often as one likes)."""

    offered: bool
    left: int | None
    cost: int


NO_MAKE_UPS = MakeUps(offered=False, left=None, cost=0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month of a member's check-ins, and where they stand today."""

    month: date
    days: Sequence[Day]
    today: date
    done: bool
    streak: int
    today_brings: Gain
    tomorrow_brings: Gain
    until_bonus: int  # check-ins from now to the next bonus
    make_ups: MakeUps
    points: int
    earlier: date | None
    later: date | None
    is_plain: bool = False  # the days and nothing about rows of them

    @property
    def begins(self) -> datetime:
        """When today began."""
        return clock.day_start(self.today)


@dataclass(frozen=True, slots=True)
class Today:
    """Whether the member was here today, and how many days in a row that makes."""

    today: date
    begins: datetime
    streak: int  # 0 while today's is missing

    @property
    def done(self) -> bool:
        """Checked in already."""
        return self.streak > 0


def calendar(here: Actor, circle: Circle, month: date | None = None) -> Calendar:
    """The member's month of check-ins, never before they joined nor after today."""
    require(here, policy.can_see_points(here, circle))
    member = circles.membership_of(here)
    today, since = clock.local_day(), joined_day(member)
    first = max(min(span_start(month or today, MONTH), today), span_start(since, MONTH))
    first = span_start(first, MONTH)
    rows = _rows(member, first, today)
    done = today in rows
    streak = int(done) if here.is_minor else streak_on(rows, today)  # no row to keep going (R28)
    rules = rules_at(circle.id)
    mends = policy.can_make_up(here, circle)
    reached = streak if done else streak + 1
    return Calendar(
        month=first, days=_days(first, today, since, rows), today=today, done=done, streak=streak,
        today_brings=gain(rules, reached), tomorrow_brings=gain(rules, reached + 1),
        until_bonus=STREAK_EVERY - streak % STREAK_EVERY,
        make_ups=_make_ups(rules, rows.values(), today) if mends else NO_MAKE_UPS,
        points=member.points, is_plain=here.is_minor,
        earlier=span_start(first - ONE_DAY, MONTH) if first > since else None,
        later=_next_month(first) if _next_month(first) <= today else None,
    )  # fmt: skip


def checked_in_today(here: Actor) -> Today:
    """Today's check-in of the member. One query."""
    today = clock.local_day()
    asked = {"circle": here.circle_id, "user": here.user_id, "day": today}
    streak = session().scalar(_today(), asked) or 0
    return Today(today, clock.day_start(today), min(streak, 1) if here.is_minor else streak)


def joined_day(member: Membership) -> date:
    """The local day somebody became a member."""
    return clock.local_day(member.joined_at or member.created_at)


def check_in_of(circle_id: int, user_id: int, day: date) -> CheckIn | None:
    """What stands for one day, checked in or mended."""
    return session().get(CheckIn, (circle_id, user_id, day), populate_existing=True)


def standing_in_the_way(circle_id: int, user_id: int, day: date) -> CheckIn | None:
    """The check-in that already stands for this day, or that was real on one that comes later."""
    here = (CheckIn.circle_id == circle_id, CheckIn.user_id == user_id)
    later = CheckIn.day >= day, or_(CheckIn.day == day, CheckIn.made_up.is_(False))
    return session().scalar(
        select(CheckIn).where(*here, *later).order_by(CheckIn.day.desc()).limit(1)
    )


def days_after(circle_id: int, user_id: int, day: date) -> Sequence[CheckIn]:
    """The days in a row that follow one without a gap: it is for them that a mended day counts."""
    rows = session().scalars(
        select(CheckIn)
        .where(CheckIn.circle_id == circle_id, CheckIn.user_id == user_id, CheckIn.day > day)
        .order_by(CheckIn.day)
    )
    following: list[CheckIn] = []
    for row in rows:
        if row.day != day + ONE_DAY * (len(following) + 1):
            break
        following.append(row)
    return following


def count_make_ups(circle_id: int, user_id: int, today: date) -> int:
    """How many days the member mended in the calendar month of today."""
    since = clock.day_start(span_start(today, MONTH))
    rows = session().scalars(
        select(CheckIn.day).where(
            CheckIn.circle_id == circle_id, CheckIn.user_id == user_id,
            CheckIn.day >= today - LOOKS_BACK, CheckIn.made_up.is_(True), CheckIn.at >= since,
        )
    )  # fmt: skip
    return len(rows.all())


def can_be_mended(day: date, today: date, joined: date) -> bool:
    """A past day of the last 30, after the one on which they joined."""
    return joined < day < today and today - day <= timedelta(days=MAKE_UP_DAYS)


def gain(rules: Rules, streak: int) -> Gain:
    """What checking in brings as the so-manieth day in a row."""
    daily, more = rules["check_in"], rules["streak"]
    closes = streak % STREAK_EVERY == 0 and more.on
    return Gain(
        daily.points if daily.on else 0, daily.growth if daily.on else 0,
        more.points if closes else 0,
    )  # fmt: skip


def streak_on(rows: Mapping[date, CheckIn], today: date) -> int:
    """Days in a row up to today; up to yesterday while today can still be added."""
    found = rows.get(today) or rows.get(today - ONE_DAY)
    return found.streak if found else 0


@cache
def _today() -> Executable:
    return select(CheckIn.streak).where(
        CheckIn.circle_id == bindparam("circle"), CheckIn.user_id == bindparam("user"),
        CheckIn.day == bindparam("day"),
    )  # fmt: skip


def _rows(member: Membership, first: date, today: date) -> dict[date, CheckIn]:
    """The days of a month and of the last two, by day: at most a hundred."""
    shown = (CheckIn.day >= first) & (CheckIn.day < _next_month(first))
    found = session().scalars(
        select(CheckIn).where(
            CheckIn.circle_id == member.circle_id, CheckIn.user_id == member.user_id,
            or_(shown, CheckIn.day >= today - LOOKS_BACK),
        )
    )  # fmt: skip
    return {row.day: row for row in found}


def _days(
    first: date, today: date, joined: date, rows: Mapping[date, CheckIn]
) -> Sequence[Day]:
    count = (_next_month(first) - first).days
    return [_day(first + ONE_DAY * place, today, joined, rows) for place in range(count)]


def _day(day: date, today: date, joined: date, rows: Mapping[date, Any]) -> Day:
    row = rows.get(day)
    if row is not None:
        return Day(day, "made_up" if row.made_up else "done", row.streak)
    if day >= today:
        return Day(day, "open" if day == today else "to_come")
    return Day(day, "missed" if can_be_mended(day, today, joined) else "past")


def _make_ups(rules: Rules, rows: Iterable[CheckIn], today: date) -> MakeUps:
    rule, month = rules["make_up"], span_start(today, MONTH)
    used = sum(1 for row in rows if row.made_up and clock.local_day(row.at) >= month)
    left = None if rule.limit is None else max(0, rule.limit - used)
    return MakeUps(rules.offers("make_up"), left, rule.points)


def _next_month(first: date) -> date:
    return span_start(first + timedelta(days=32), MONTH)
