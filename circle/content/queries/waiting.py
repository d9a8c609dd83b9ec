"""What a circle's staff have to decide, and what they hid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power, holds
from circle.content.models import Entry, Revision
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require

STATES = ("waiting", "hidden")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to decide: an entry, or an edit of one that is on show."""

    entry: Entry
    edit: Revision | None


def waiting_page(
    actor: Actor, slug: str, *, state: str = "waiting", cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Actor, Page[Waiting]]:
    """What waits for a circle's staff, the longest first; or what they hid, the latest first."""
    circle, here = circles.enter(actor, slug)
    require(here, holds(here, Power.REVIEW))
    edited = select(Revision.entry_id).where(
        Revision.circle_id == circle.id, Revision.state == "pending"
    )
    wanted = (
        or_(Entry.status == "pending", Entry.id.in_(edited))
        if state == "waiting"
        else and_(Entry.status == "hidden", Entry.forgotten_at.is_(None))
    )
    statement = select(Entry).where(Entry.circle_id == circle.id, wanted)
    ordered = after(
        statement, (Entry.id, Entry.id), cursor, descending=state != "waiting"
    ).limit(limit + 1)
    page = cut(session().scalars(ordered).all(), limit, lambda row: (row.id, row.id))
    edits = _edits([entry.id for entry in page.items])
    return circle, here, page.map(
        lambda rows: [Waiting(row, edits.get(row.id)) for row in rows]
    )


def count_waiting(circle_id: int) -> int:
    """How many entries and edits wait in a circle, counted to 100."""
    entries = select(Entry.id).where(Entry.circle_id == circle_id, Entry.status == "pending")
    edits = select(Revision.id).where(
        Revision.circle_id == circle_id, Revision.state == "pending"
    )
    both = entries.union_all(edits).limit(100).subquery()
    return session().scalar(select(func.count()).select_from(both)) or 0


def _edits(ids: Sequence[int]) -> Mapping[int, Revision]:
    if not ids:
        return {}
    rows = session().scalars(
        select(Revision).where(Revision.entry_id.in_(ids), Revision.state == "pending")
    )
    return {row.entry_id: row for row in rows}
