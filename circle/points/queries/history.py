"""A member's own history of points, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.i18n import Text, _, lazy
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.points import policy
from circle.points.models import LedgerTransfer
from circle.points.rules import RULE_NAMES

# Movements that are no rule's: what they are called, and what each is called when it is undone.
MOVEMENTS: Mapping[str, tuple[Text, Text]] = {
    "bounty": (lazy("Set aside for a bounty"), lazy("Back from a bounty")),
    "release": (lazy("Bounty received"), lazy("Bounty received")),
    "refund": (lazy("Back from a bounty"), lazy("Back from a bounty")),
    "redeem": (lazy("Redeemed in the shop"), lazy("Back from the shop")),
    "lapsed": (lazy("Lapsed, not spent in time"), lazy("Lapsed, not spent in time")),
    "closed": (lazy("Left behind with the account"), lazy("Left behind with the account")),
    "lowered": (lazy("Level lowered by the staff"), lazy("Level lowered by the staff")),
    "removal": (lazy("Taken away by staff"), lazy("Back on show")),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the history: what for, how much, when, and where it came from."""

    id: int
    rule: str
    title: Text
    detail: str
    points: int
    growth: int
    entry_id: int | None
    at: datetime


def history_page(
    here: Actor, circle: Circle, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Movement]:
    """The member's own movements in this circle, newest first; nobody else's ever."""
    require(here, policy.can_see_points(here, circle))
    mine = select(LedgerTransfer).where(
        LedgerTransfer.circle_id == circle.id, LedgerTransfer.user_id == here.user_id
    )
    ordered = after(mine, (LedgerTransfer.id, LedgerTransfer.id), cursor).limit(limit + 1)
    page = cut(session().scalars(ordered).all(), limit, lambda row: (row.id, row.id))
    return page.map(lambda rows: [_movement(row) for row in rows])


def _movement(row: LedgerTransfer) -> Movement:
    return Movement(
        id=row.id, rule=row.rule, title=_title(row), detail=_detail(row.facts or {}),
        points=row.points, growth=row.growth, entry_id=row.entry_id, at=row.at,
    )  # fmt: skip


def _title(row: LedgerTransfer) -> Text:
    """Sequence 0 is the doing itself, then undoing and redoing take turns."""
    if row.rule in MOVEMENTS:
        return MOVEMENTS[row.rule][row.sequence % 2]
    name = RULE_NAMES.get(row.rule, lazy("Points"))
    if row.sequence == 0:
        return name
    if row.sequence % 2:
        return lazy("Taken back: %(what)s", what=name)
    return lazy("Given again: %(what)s", what=name)


def _detail(facts: Mapping[str, Any]) -> str:
    """What the transfer itself tells: a reason, a name, a day, or what of it had lapsed."""
    if facts.get("lapsed"):
        return _("%(num)s more had lapsed", num=facts["lapsed"])
    return str(facts.get("reason") or facts.get("name") or facts.get("day") or "")
