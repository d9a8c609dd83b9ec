"""What other rules would have made of the last 90 days: issuance, members, levels, cost."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from typing import Any

from sqlalchemy import Row, case, func, select

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.policy import require
from circle.points import policy
from circle.points.judging import Ruling
from circle.points.models import LedgerAccount, WhatIf
from circle.points.queries.replay import READ_AT_ONCE, replayed
from circle.points.rules import DEFAULTS, WHAT_IF_DAYS, Rules

NAMED = 8  # winners, and losers
KEPT = ("paid", "due")
ASKED_AT_ONCE = 500
TOLD_EVERY = 4 * READ_AT_ONCE  # occurrences between two words on how far a replay is
MEASURES = ("times", "points", "growth")


class Comparison:
    """Sums of what was and what would have been, as a replay tells it row by row."""

    def __init__(self) -> None:
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        self._after: dict[str, Counter[str]] = defaultdict(Counter)
        self._points: Counter[int] = Counter()
        self._growth: Counter[int] = Counter()
        self._unnamed: Counter[int] = Counter()  # growth through entries without a name
        self.seen = 0

    def add(self, row: Row[Any], ruling: Ruling) -> None:
        """Count one occurrence. What was taken back brings nothing under any rules."""
        self.seen += 1
        was = row.state in KEPT
        gone = row.state in ("taken", "void") or row.facts.get("gone", False)
        now = ruling.refused is None and not gone
        sign = -1 if row.rule == "removal" else 1
        before = (row.points, sign * row.growth) if was else (0, 0)
        after = (ruling.points, sign * ruling.growth) if now else (0, 0)
        if was:
            self._before[row.rule].update(times=1, points=before[0], growth=before[1])
        if now:
            self._after[row.rule].update(times=1, points=after[0], growth=after[1])
        if before != after:
            self._note_member(row, after[0] - before[0], after[1] - before[1])

    def outcome(self, circle: Circle) -> dict[str, Any]:
        """All of it, to be kept as JSON."""
        changed = {user for user, by in (*self._points.items(), *self._growth.items()) if by}
        sums = {
            "before": {name: self._sum(self._before, name) for name in ("points", "growth")},
            "after": {name: self._sum(self._after, name) for name in ("points", "growth")},
        }
        return {
            "days": WHAT_IF_DAYS, "occurrences": self.seen, **sums, "rules": list(self._by_rule()),
            "affected": len(changed),
            "winners": self._named(changed, 1), "losers": self._named(changed, -1),
            "levels": self._levels(circle),
            "cost": _cost(circle.id, sums["before"]["points"], sums["after"]["points"]),
        }  # fmt: skip

    def _note_member(self, row: Row[Any], points: int, growth: int) -> None:
        """Entries without a name change sums, and nobody's line: it would give the asker away."""
        if row.facts.get("anonymous"):
            self._unnamed[row.user_id] += growth
            return
        self._points[row.user_id] += points
        self._growth[row.user_id] += growth

    def _sum(self, side: Mapping[str, Counter[str]], name: str) -> int:
        return sum(counted[name] for counted in side.values())

    def _by_rule(self) -> Iterator[dict[str, Any]]:
        for rule in DEFAULTS:
            before, after = self._before[rule], self._after[rule]
            if before or after:
                yield {
                    "rule": rule,
                    "before": {name: before[name] for name in MEASURES},
                    "after": {name: after[name] for name in MEASURES},
                }

    def _named(self, changed: set[int], sign: int) -> list[dict[str, int]]:
        def gain(user_id: int) -> tuple[int, int]:
            return sign * self._points[user_id], sign * self._growth[user_id]

        first = nlargest(NAMED, (user for user in changed if gain(user) > (0, 0)), key=gain)
        return [
            {"user_id": user, "points": self._points[user], "growth": self._growth[user]}
            for user in first
        ]

    def _levels(self, circle: Circle) -> list[dict[str, int]]:
        """How many members have the growth of each level, as it is and as it would be."""
        levels = [level.growth for level in circle_policy.levels_of(circle)]
        reach = _reaching(circle.id, levels)
        moved = [0] * len(levels)
        growth = {user: self._growth[user] + self._unnamed[user]
                  for user in {*self._growth, *self._unnamed}}  # fmt: skip
        for user_id, has in _growth_of(circle.id, [user for user, by in growth.items() if by]):
            for place, needed in enumerate(levels):
                moved[place] += (has + growth[user_id] >= needed) - (has >= needed)
        moved[0] = 0
        return [
            {"level": number, "before": now, "after": now + by}
            for number, (now, by) in enumerate(zip(reach, moved, strict=True), 1)
        ]


def compare(
    circle: Circle, rules: Rules, since: datetime, told: Callable[[int], None]
) -> dict[str, Any]:
    """The outcome if the rules had stood since then; `told` hears now and then how far it is."""
    comparison = Comparison()
    for row, ruling in replayed(circle.id, since, lambda at: rules):
        comparison.add(row, ruling)
        if comparison.seen % TOLD_EVERY == 0:
            told(comparison.seen)
    return comparison.outcome(circle)


def get_what_if(actor: Actor, slug: str, what_if_id: int) -> tuple[Circle, Actor, WhatIf]:
    """A what-if of a circle, for who may change its rules."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_edit_rules(here, circle))
    found = session().get(WhatIf, what_if_id, populate_existing=True)
    if found is None or found.circle_id != circle.id:
        raise NotFound
    return circle, here, found


def find_what_if(what_if_id: int) -> WhatIf | None:
    """A what-if by its number, for the work on it."""
    return session().get(WhatIf, what_if_id, populate_existing=True)


def is_counting(circle_id: int) -> bool:
    """Whether a what-if of a circle is under way: asked for in the last hour and not done."""
    waiting = select(WhatIf.id).where(
        WhatIf.circle_id == circle_id, WhatIf.state == "waiting",
        WhatIf.created_at > clock.now() - timedelta(hours=1),
    )  # fmt: skip
    return session().scalar(waiting.limit(1)) is not None


def _reaching(circle_id: int, levels: Sequence[int]) -> list[int]:
    counts = [func.sum(case((Membership.growth >= needed, 1), else_=0)) for needed in levels]
    row = session().execute(
        select(*counts).where(
            Membership.circle_id == circle_id, Membership.state.in_(("active", "muted"))
        )
    ).one()  # fmt: skip
    return [int(count or 0) for count in row]


def _growth_of(circle_id: int, user_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(user_ids), ASKED_AT_ONCE):
        rows = session().execute(
            select(Membership.user_id, Membership.growth)
            .where(Membership.circle_id == circle_id, Membership.state.in_(("active", "muted")))
            .where(Membership.user_id.in_(user_ids[start : start + ASKED_AT_ONCE]))
        )
        yield from ((row.user_id, row.growth) for row in rows)


def _cost(circle_id: int, before: int, after: int) -> dict[str, int]:
    """What members could still redeem now, and what the change adds: its share of what is issued.

    Points members hold, set aside ones too, are what was issued less what was spent and lapsed.
    """
    rows = session().execute(
        select(LedgerAccount.kind, LedgerAccount.balance)
        .where(LedgerAccount.circle_id == circle_id, LedgerAccount.user_id.is_(None))
    )
    balances: Counter[str] = Counter({row.kind: row.balance for row in rows})
    issued = -balances["issued"]
    outstanding = issued - balances["redeemed"] - balances["lapsed"]
    change = round((after - before) * outstanding / issued) if issued > 0 else after - before
    share = round(100 * outstanding / issued) if issued > 0 else 100
    return {
        "issued": issued, "outstanding": outstanding, "share_percent": share,
        "outstanding_after": outstanding + change, "change": change,
    }  # fmt: skip
