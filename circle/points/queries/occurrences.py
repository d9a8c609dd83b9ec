"""Single facts about what happened before, for reactions and jobs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, select

from circle.circles.models import Membership
from circle.core import clock
from circle.core.db import session
from circle.points.models import CheckIn, Occurrence
from circle.points.rules import IDLE_DAYS, TEXTS

TELLING = frozenset({"pair", "cluster", "ring", "giver"})  # reasons that are about the other one
_LATELY = (
    Occurrence.user_id == bindparam("user"), Occurrence.circle_id == bindparam("circle"),
    Occurrence.at > bindparam("since"),
)  # fmt: skip


def reason_told(refused: str | None, facts: Mapping[str, Any]) -> str | None:
    """Why something earned nothing, unless that says who somebody without a name is."""
    return None if facts.get("giver_unnamed") and refused in TELLING else refused


def due_occurrences(limit: int) -> Mapping[int, Mapping[int, int]]:
    """What waited long enough, the longest first: by circle, each occurrence and whose it is."""
    rows = session().execute(
        select(Occurrence.id, Occurrence.circle_id, Occurrence.user_id)
        .where(Occurrence.state == "due", Occurrence.settles_at <= clock.now())
        .order_by(Occurrence.settles_at, Occurrence.id)
        .limit(limit)
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.circle_id, {})[row.id] = row.user_id
    return found


def waiting_occurrence(ident: int) -> tuple[int, int] | None:
    """The circle of something that still waits, and whose it is; None when it does not."""
    row = session().execute(
        select(Occurrence.circle_id, Occurrence.user_id).where(
            Occurrence.id == ident, Occurrence.state == "due"
        )
    ).first()  # fmt: skip
    return (row.circle_id, row.user_id) if row else None


def find_occurrence(circle_id: int, rule: str, kind: str, ident: str) -> Occurrence | None:
    """What was noted for one cause."""
    return session().scalar(
        select(Occurrence).where(
            Occurrence.circle_id == circle_id, Occurrence.rule == rule,
            Occurrence.cause_kind == kind, Occurrence.cause_id == ident,
        )
    )  # fmt: skip


def has_liked(circle_id: int, *, by: int, whom: int, days: int) -> bool:
    """Whether one member's like of another was worth something in the last days."""
    asked = {
        "circle": circle_id, "user": whom, "giver": by,
        "since": clock.now() - timedelta(days=days),
    }  # fmt: skip
    return session().scalar(_like(), asked) is not None


def idle_before(circle_id: int, user_id: int, thread_id: int) -> int:
    """For how many days a thread had been quiet when the member woke it lately themselves.

    0 when they did not: who wakes a thread, for nothing, is not paid for the next word in it.
    """
    asked = {
        "circle": circle_id, "user": user_id, "thread": thread_id,
        "since": clock.now() - timedelta(days=IDLE_DAYS),
    }  # fmt: skip
    woken = session().scalar(_woken(), asked)
    return int(woken["idle_days"]) if woken else 0


def was_active(circle_id: int, user_id: int, since: datetime, until: datetime) -> bool:
    """Whether a member was here between two times: seen, checked in, or wrote something."""
    here = Membership.circle_id == circle_id, Membership.user_id == user_id
    seen = session().scalar(select(Membership.seen_at).where(*here))
    if seen is not None and since <= seen < until:
        return True
    came = select(CheckIn.day).where(
        CheckIn.circle_id == circle_id, CheckIn.user_id == user_id,
        CheckIn.day >= clock.local_day(since), CheckIn.day <= clock.local_day(until),
        CheckIn.made_up.is_(False),
    )  # fmt: skip
    wrote = select(Occurrence.id).where(
        Occurrence.user_id == user_id, Occurrence.circle_id == circle_id,
        Occurrence.at >= since, Occurrence.at < until, Occurrence.rule.in_(TEXTS),
    )  # fmt: skip
    return session().scalar(came.limit(1)) is not None or (
        session().scalar(wrote.limit(1)) is not None
    )


@cache
def _like() -> Executable:
    return (
        select(Occurrence.id)
        .where(*_LATELY, Occurrence.rule == "liked", Occurrence.giver_id == bindparam("giver"))
        .where(Occurrence.state.in_(("due", "paid")))
        .limit(1)
    )


@cache
def _woken() -> Executable:
    return (
        select(Occurrence.facts)
        .where(*_LATELY, Occurrence.thread_id == bindparam("thread"))
        .where(Occurrence.refused == "idle")
        .limit(1)
    )
