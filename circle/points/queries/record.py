"""What was granted to a member before, read from the occurrences, as limits ask for it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Row, func, select

from circle.core import clock
from circle.core.db import session
from circle.points.judging import Case
from circle.points.models import Occurrence
from circle.points.rules import (
    BETWEEN_TWO,
    CAPPED,
    DAY,
    DUPLICATE_LIKENESS,
    MONTH,
    SHORT_TEXTS,
    UNBUDGETED,
    WEEK,
)
from circle.screening.likeness import likeness

GRANTED = ("due", "paid", "taken", "void")  # what was taken back stays counted: no second chance
LIKES_DAYS = 30


def span_start(day: date, span: str) -> date:
    """The first local day of the day, week (Monday) or month that a day lies in."""
    if span == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if span == MONTH else day


class StoredRecord:
    """One member's record in one circle, as the database has it; read under the circle's lock."""

    def __init__(self, circle_id: int, case: Case) -> None:
        self._circle_id = circle_id
        self._case = case

    def times(self, case: Case, span: str) -> int:
        """How often this rule was granted in the span of the case."""
        if span == DAY:
            return sum(1 for row in self._lately if row.rule == case.rule and row.day == case.day)
        counted = select(func.count()).where(
            *self._mine, Occurrence.rule == case.rule, Occurrence.state.in_(GRANTED),
            Occurrence.day >= span_start(case.day, span),
        )  # fmt: skip
        return session().scalar(counted) or 0

    def day_sums(self, case: Case) -> tuple[int, int]:
        """Points and growth granted that day under the ceilings."""
        today = [row for row in self._lately if row.day == case.day and row.rule in CAPPED]
        return sum(row.points for row in today), sum(row.growth for row in today)

    def in_thread(self, case: Case) -> bool:
        """Whether the thread paid already: a comment's for ever, a topic's replies that day."""
        thread = case.facts.get("thread")
        if thread is None:
            return False
        paid = select(Occurrence.id).where(
            *self._mine, Occurrence.rule == case.rule, Occurrence.state.in_(GRANTED),
            Occurrence.thread_id == thread,
        )  # fmt: skip
        if case.rule == "reply":
            paid = paid.where(Occurrence.day == case.day)
        return session().scalar(paid.limit(1)) is not None

    def seconds_since_text(self, case: Case) -> float | None:
        """How long ago a comment or reply was granted something."""
        times = [row.at for row in self._lately if row.rule in SHORT_TEXTS and row.at <= case.at]
        return (case.at - max(times)).total_seconds() if times else None

    def repeats(self, case: Case, hours: int) -> bool:
        """Whether the text is much like one granted in the last hours."""
        mine, since = case.facts.get("sketch", ()), case.at - timedelta(hours=hours)
        return any(
            likeness(mine, row.facts.get("sketch", ())) >= DUPLICATE_LIKENESS
            for row in self._lately
            if row.at > since
        )

    def from_giver(self, case: Case) -> int:
        """How often this rule was granted through this giver in the month of the case.

        Of answers accepted: between the two, whoever of them asked.
        """
        ways: list[tuple[int | None, int | None]] = [(case.user_id, case.giver_id)]
        if case.rule in BETWEEN_TWO:
            ways.append((case.giver_id, case.user_id))
        return sum(self._between(case, *way) for way in ways)

    def likes(self, case: Case) -> tuple[int, int]:
        """Granted likes of the last 30 days, and from how many people with this giver."""
        givers = session().execute(
            select(Occurrence.giver_id, func.count())
            .where(
                *self._mine, Occurrence.rule == case.rule, Occurrence.state.in_(GRANTED),
                Occurrence.at > case.at - timedelta(days=LIKES_DAYS),
            )
            .group_by(Occurrence.giver_id)
        ).all()  # fmt: skip
        people = {row[0] for row in givers} | {case.giver_id}
        return sum(row[1] for row in givers), len(people)

    def week_total(self, case: Case) -> int:
        """Points the circle granted since Monday; purchases stand outside the budget."""
        since = clock.day_start(span_start(case.day, WEEK))
        total = select(func.coalesce(func.sum(Occurrence.points), 0)).where(
            Occurrence.circle_id == self._circle_id, Occurrence.at >= since,
            Occurrence.state.in_(GRANTED), Occurrence.rule.not_in(UNBUDGETED),
        )  # fmt: skip
        return session().scalar(total) or 0

    def _between(self, case: Case, user_id: int | None, giver_id: int | None) -> int:
        counted = select(func.count()).where(
            Occurrence.user_id == user_id, Occurrence.circle_id == self._circle_id,
            Occurrence.rule == case.rule, Occurrence.giver_id == giver_id,
            Occurrence.state.in_(GRANTED), Occurrence.at >= _month_start(case.day),
        )  # fmt: skip
        return session().scalar(counted) or 0

    @property
    def _mine(self) -> tuple[Any, ...]:
        return (
            Occurrence.user_id == self._case.user_id, Occurrence.circle_id == self._circle_id
        )  # fmt: skip

    @cached_property
    def _lately(self) -> Sequence[Row[Any]]:
        """What was granted that day and the day before: few rows, limits see to that."""
        return session().execute(
            select(
                Occurrence.rule, Occurrence.day, Occurrence.at, Occurrence.points,
                Occurrence.growth, Occurrence.facts,
            )
            .where(*self._mine, Occurrence.state.in_(GRANTED))
            .where(Occurrence.day >= self._case.day - timedelta(days=1))
        ).all()  # fmt: skip


def _month_start(day: date) -> datetime:
    return clock.day_start(span_start(day, MONTH))
