"""Where somebody looks: a circle as they are in it, or everything they may see."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from circle.circles import policy as circles_policy
from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.search.documents import Filters


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody looks: what the index is asked, and which rows may be shown."""

    filters: Filters
    may_see: ColumnElement[bool]
    reads: bool  # whole texts, not only titles and excerpts
    circle: Circle | None = None  # none: everywhere


def inside(here: Actor, circle: Circle) -> Place:
    """A circle for who is there: whole texts, or titles and excerpts."""
    reads = bool(circles_policy.can_see_entries(here, circle))
    may_see = content.visible_to(here, circle)
    if not reads:  # titles and excerpts are of posts, questions and topics
        may_see = and_(may_see, Entry.parent_id.is_(None))
    return Place(Filters(circles=(circle.id,)), may_see, reads, circle)
