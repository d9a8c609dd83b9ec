"""What a circle's staff have to decide, and what they hid."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power, holds
from circle.content.models import Entry, Revision
from circle.content.queries.edits import pending_edits
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
    edits = pending_edits([entry.id for entry in page.items])
    return circle, here, page.map(
        lambda rows: [Waiting(row, edits.get(row.id)) for row in rows]
    )
