"""Taking down, in the transaction in which it happens, what a brand wants to hear of."""

from typing import Any

from sqlalchemy import insert, select

from circle.circles.models import Circle
from circle.core import clock
from circle.core.db import action, new_uid, session, table_of
from circle.notifications import queries
from circle.notifications.models import HookMessage


@action
def note(circle_id: int, kind: str, **facts: Any) -> None:
    """Keep that something happened in a circle, if a brand's endpoint asked for it: one row.

    `facts` are ids and small plain values, never the author of what has no name: who that is, and
    who hears of it, is found out by whoever sends it.
    """
    if kind not in queries.wanted_in(circle_id):
        return
    row = {
        "uid": new_uid(), "circle_id": circle_id, "kind": kind, "facts": facts, "at": clock.now(),
        "brand_id": select(Circle.brand_id).where(Circle.id == circle_id).scalar_subquery(),
    }  # fmt: skip
    session().execute(insert(table_of(HookMessage)).values(row))
