"""Reads of what the actor liked and kept."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, select

from circle.circles.models import Circle, Membership
from circle.content.models import Entry, Reaction
from circle.content.queries.entries import shown, unblocked
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut

NONE: frozenset[str] = frozenset()


def reactions_of(actor: Actor, ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Entry id → the kinds of reaction the actor gave it; one query."""
    if actor.user_id is None or not ids:
        return {}
    rows = session().execute(_given(), {"ids": list(ids), "user": actor.user_id})
    found: dict[int, frozenset[str]] = {}
    for entry_id, kind in rows:
        found[entry_id] = found.get(entry_id, NONE) | {kind}
    return found


def bookmarks_page(
    actor: Actor, *, cursor: str | None = None, limit: int = PAGE
) -> Page[tuple[Entry, Circle]]:
    """What the actor kept, the latest first, as far as it can still be read by them."""
    statement: Any = (
        select(Entry, Circle, Reaction.created_at)
        .join(Reaction, Reaction.entry_id == Entry.id)
        .join(Circle, Circle.id == Entry.circle_id)
        .join(
            Membership,
            (Membership.circle_id == Circle.id) & (Membership.user_id == actor.user_id),
            isouter=True,
        )
        .where(Reaction.user_id == actor.user_id, Reaction.kind == "bookmark", shown())
        .where(unblocked(actor))
        .where(Circle.deleted_at.is_(None), (Circle.visibility == "public") | _member_now())
    )
    ordered = after(statement, (Reaction.created_at, Reaction.entry_id), cursor)
    rows = session().execute(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.created_at, row.Entry.id))
    return page.map(lambda kept: [(row.Entry, row.Circle) for row in kept])


@lru_cache(maxsize=1)
def _given() -> Executable:
    return select(Reaction.entry_id, Reaction.kind).where(
        Reaction.entry_id.in_(bindparam("ids", expanding=True)),
        Reaction.user_id == bindparam("user"),
    )


def _member_now() -> ColumnElement[bool]:
    return Membership.state.in_(("active", "muted")) & (
        Membership.expires_at.is_(None) | (Membership.expires_at > clock.now())
    )
