"""What members propose to be featured: the staff's list, and whether the reader did."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power, holds
from circle.content.models import Entry, Proposal
from circle.content.queries.entries import shown
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require

MAX_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry members propose, and how many of them do."""

    entry: Entry
    times: int


def proposals_page(
    actor: Actor, slug: str, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Actor, Page[Proposed]]:
    """What is proposed and neither featured nor dismissed, the newest entry first; for staff."""
    circle, here = circles.enter(actor, slug)
    require(here, holds(here, Power.FEATURE))
    ordered = after(_standing(circle.id, Entry), (Entry.id, Entry.id), cursor).limit(limit + 1)
    page = cut(session().scalars(ordered).all(), limit, lambda row: (row.id, row.id))
    times = _times([entry.id for entry in page.items])
    return circle, here, page.map(lambda rows: [Proposed(row, times[row.id]) for row in rows])


def count_proposed(circle_id: int) -> int:
    """How many entries wait on that list, counted to 100."""
    some = _standing(circle_id, Entry.id).limit(MAX_COUNTED).subquery()
    return session().scalar(select(func.count()).select_from(some)) or 0


def has_proposed(actor: Actor, entry_id: int) -> bool:
    """Whether the reader's own proposal of an entry stands."""
    if actor.user_id is None:
        return False
    mine = select(Proposal.entry_id).where(
        Proposal.entry_id == entry_id, Proposal.user_id == actor.user_id,
        Proposal.dismissed_at.is_(None),
    )  # fmt: skip
    return session().scalar(mine) is not None


def own_proposals(user_id: int) -> Iterator[dict[str, Any]]:
    """What a person proposed to be featured."""
    rows = session().execute(
        select(Proposal.entry_id, Proposal.created_at)
        .where(Proposal.user_id == user_id)
        .order_by(Proposal.created_at, Proposal.entry_id)
    )
    for entry_id, at in rows:
        yield {"entry": entry_id, "created_at": at}


def _standing(circle_id: int, what: Any) -> Select[Any]:
    proposed = select(Proposal.entry_id).where(
        Proposal.circle_id == circle_id, Proposal.dismissed_at.is_(None)
    )
    return select(what).where(Entry.id.in_(proposed), Entry.featured_at.is_(None), shown())


def _times(ids: list[int]) -> Mapping[int, int]:
    rows = session().execute(
        select(Proposal.entry_id, func.count())
        .where(Proposal.entry_id.in_(ids), Proposal.dismissed_at.is_(None))
        .group_by(Proposal.entry_id)
    )
    return {row[0]: row[1] for row in rows}
