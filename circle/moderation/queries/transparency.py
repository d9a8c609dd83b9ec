"""How a circle is kept, in numbers that point at nobody: for everybody who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.policy import require
from circle.core.recent import Recent
from circle.moderation.models import Act, Appeal, Case, Report

FEWEST = 5  # what happened to fewer might be told from who was seen to fall silent
MONTHS = 12
UNTOLD = ("uphold", "decline")  # counted as appeals
_known: Recent[Sequence["KeptMonth"]] = Recent(64)


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """What was decided in a whole month; None: fewer than FEWEST, nothing: none at all."""

    first: date
    kinds: Mapping[str, int | None]
    rules: Mapping[str, int | None]
    reports: int | None
    appeals: int | None
    upheld: int | None
    median: timedelta | None  # from coming up to being decided

    @property
    def is_quiet(self) -> bool:
        """Nothing happened in it at all."""
        return not self.kinds and self.reports == 0 and self.appeals == 0


def transparency(actor: Actor, slug: str) -> tuple[Circle, Actor, Sequence[KeptMonth]]:
    """The last twelve whole months, the latest first; the month that runs would tell too much.

    No sums stand beside the parts, and all numbers are rounded down to steps of FEWEST: kinds and
    rules count the same acts, and what is not told of one could be worked out from the other.
    """
    circle, here = circles.enter(actor, slug)
    require(here, circles_policy.can_see_entries(here, circle))
    today = clock.local_day()
    return circle, here, _known.get((circle.id, today), lambda: _counted(circle.id, today))


def _counted(circle_id: int, today: date) -> Sequence[KeptMonth]:
    firsts = list(_back(today.replace(day=1)))
    kinds = _by(firsts, Act.at, Act.kind, Act.circle_id == circle_id, Act.kind.not_in(UNTOLD))
    rules = _by(firsts, Act.at, Act.rule, Act.circle_id == circle_id, Act.rule.is_not(None))
    reports = _by(firsts, Report.at, Report.circle_id, Report.circle_id == circle_id)
    appeals = _by(
        firsts, Appeal.decided_at, Appeal.upheld, Appeal.circle_id == circle_id,
        Appeal.decided_at.is_not(None),
    )  # fmt: skip
    medians = _medians(firsts, circle_id)
    return [
        KeptMonth(
            first, _veiled(kinds.get(at, {})), _veiled(rules.get(at, {})),
            _some(sum(reports.get(at, {}).values())), _some(sum(appeals.get(at, {}).values())),
            _some(appeals.get(at, {}).get(True, 0)), medians.get(at),
        )
        for at, first in enumerate(firsts[1:])
    ]  # fmt: skip


def _back(first: date) -> Sequence[date]:
    """This month's first day and those of the twelve before it."""
    found = [first]
    for _ in range(MONTHS):
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _month_of(firsts: Sequence[date], at: Any) -> Any:
    """Which of the months before the first of these a time lies in: 0 is the latest."""
    begins = [clock.day_start(first) for first in firsts]
    return case(*((at >= begin, number) for number, begin in enumerate(begins[1:])))


def _within(firsts: Sequence[date], at: Any) -> Any:
    return at.between(
        clock.day_start(firsts[-1]), clock.day_start(firsts[0]) - timedelta(microseconds=1)
    )


def _by(firsts: Sequence[date], at: Any, what: Any, *which: Any) -> dict[int, dict[Any, int]]:
    each = select(_month_of(firsts, at).label("month"), what.label("what")).where(
        _within(firsts, at), *which
    ).subquery()  # fmt: skip
    rows = session().execute(
        select(each.c.month, each.c.what, func.count()).group_by(each.c.month, each.c.what)
    )
    found: dict[int, dict[Any, int]] = {}
    for month, name, count in rows:
        found.setdefault(month, {})[name] = count
    return found


def _medians(firsts: Sequence[date], circle_id: int) -> dict[int, timedelta]:
    """The middle one of the times it took in each month with enough of them."""
    took = Case.closed_at - Case.opened_at
    month = _month_of(firsts, Case.closed_at)
    each = select(
        month.label("month"), Case.opened_at.label("opened"), Case.closed_at.label("closed"),
        func.row_number().over(partition_by=month, order_by=took).label("place"),
        func.count().over(partition_by=month).label("many"),
    ).where(
        Case.circle_id == circle_id, _within(firsts, Case.closed_at), Case.decision != "gone"
    ).subquery()  # fmt: skip
    rows = session().execute(
        select(each.c.month, each.c.opened, each.c.closed)
        .where(each.c.place == (each.c.many + 1) // 2, each.c.many >= FEWEST)
    )  # fmt: skip
    return {row.month: row.closed - row.opened for row in rows}


def _veiled(counts: Mapping[str, int]) -> Mapping[str, int | None]:
    return {name: _some(count) for name, count in sorted(counts.items())}


def _some(count: int) -> int | None:
    """A number as everybody may read it: in whole steps, or one part could be told from the rest.
    """
    return count - count % FEWEST if count == 0 or count >= FEWEST else None
