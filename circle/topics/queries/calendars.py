"""The days of one reader in a challenge as a calendar, and which of them can be made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from circle.circles import queries as circles
from circle.core import clock
from circle.core.errors import NotFound
from circle.points import queries as points
from circle.topics import policy
from circle.topics.models import ChallengeDay, Standing, Topic
from circle.topics.queries.challenges import challenge_days, made_up_this_month
from circle.topics.queries.threads import Hosted
from circle.topics.timing import days_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar.

    state: done, made_up, open (today, not yet), before (they kept their first day), missed,
    to_come, or outside the challenge.
    """

    day: date
    state: str
    can_make_up: bool = False


@dataclass(frozen=True, slots=True)
class MakeUps:
    """How often a missed day can still be made up this month (None: any number), for how much."""

    offered: bool
    left: int | None
    cost: int


@dataclass(frozen=True, slots=True)
class ChallengeCalendar:
    """A month of one member in a challenge, and where they stand."""

    month: date
    days: Sequence[Day]
    today: date
    first: date
    last: date
    total: int
    streak: int
    longest: int
    make_ups: MakeUps
    points: int
    earlier: date | None
    later: date | None


def can_be_made_up(topic: Topic, joined: date, day: date) -> bool:
    """A past day of the challenge, after the one on which the member joined the circle."""
    first, last = days_of(topic)
    return first <= day <= last and joined < day < clock.local_day()


def challenge_calendar(hosted: Hosted, month: date | None = None) -> ChallengeCalendar:
    """The member's own month in a challenge, never outside its dates; NotFound for others."""
    if hosted.topic.kind != "challenge":
        raise NotFound
    member = circles.membership_of(hosted.here)
    topic, today = hosted.topic, clock.local_day()
    rows = challenge_days(topic.entry_id, member.user_id)
    standing = Standing()
    standing.count(rows)
    start, last = days_of(topic)
    first = month_of(max(start, min(month or today, last)))
    joined, by_day = points.joined_day(member), {row.day: row for row in rows}
    takes = bool(policy.can_take_part(hosted.here, hosted.entry, topic, hosted.circle))
    days = [
        Day(one.day, one.state, takes and one.state in ("missed", "before")
            and can_be_made_up(topic, joined, one.day))
        for one in month_days(topic, first, by_day)
    ]  # fmt: skip
    return ChallengeCalendar(
        month=first, days=days, today=today, first=start, last=last, total=standing.days,
        streak=standing.streak_on(today), longest=standing.longest,
        make_ups=_make_ups(topic, rows, today), points=member.points,
        earlier=month_of(first - ONE_DAY) if first > start else None,
        later=_after(first) if _after(first) <= last else None,
    )  # fmt: skip


def month_days(topic: Topic, first: date, rows: Mapping[date, ChallengeDay]) -> Sequence[Day]:
    """The days of a month that begins with `first`, as somebody with these rows, all theirs, kept
    them. Nothing is missed before one began.
    """
    start, last = days_of(topic)
    today, count = clock.local_day(), (_after(first) - first).days
    span = (min(rows, default=today), today)
    return [
        Day(day, _state(day, rows.get(day), span) if start <= day <= last else "outside")
        for day in (first + ONE_DAY * place for place in range(count))
    ]


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def _state(day: date, row: ChallengeDay | None, span: tuple[date, date]) -> str:
    began, today = span
    if row is not None:
        return row.state
    if day == today:
        return "open"
    if day > today:
        return "to_come"
    return "missed" if day > began else "before"


def _make_ups(topic: Topic, rows: Sequence[ChallengeDay], today: date) -> MakeUps:
    rule, used = points.rules_at(topic.circle_id)["make_up"], made_up_this_month(rows, today)
    left = None if rule.limit is None else max(0, rule.limit - used)
    return MakeUps(rule.on, left, rule.points)


def _after(first: date) -> date:
    return month_of(first + timedelta(days=32))
