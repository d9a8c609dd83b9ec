"""What every stored counter ought to be, counted from the rows; for checking and rebuilding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from circle.content.models import Collection, CollectionItem, Entry, EntryTag, Reaction, Tag
from circle.content.models.entries import COMMENT
from circle.core.db import session

STAYING = ("published", "removed")


@dataclass(frozen=True, slots=True)
class Drift:
    """A counter that does not say what the rows say."""

    table: str
    row_id: int
    counter: str
    stored: int
    actual: int


def check_counters() -> Iterator[Drift]:
    """Every counter of content that is wrong; none when all is well.

    Reactions of imports have no voters: a stored count above the rows is wrong only for entries
    that were written here.
    """
    for counter, model, actual in _truths():
        stored = getattr(model, counter)
        rows = session().execute(
            select(model.id, stored, actual.label("actual")).where(stored != actual)
        )
        for row in rows:
            yield Drift(model.__tablename__, row[0], counter, row[1], row[2])


def truths() -> Iterator[tuple[str, type[Any], Any]]:
    """(counter, table, what it ought to be) for each stored counter."""
    yield from _truths()


def _truths() -> Iterator[tuple[str, type[Any], Any]]:
    yield "comments_count", Entry, _comments()
    yield "replies_count", Entry, _replies()
    for kind, counter in REACTIONS.items():
        yield counter, Entry, _reactions(kind, getattr(Entry, counter))
    yield "entries_count", Tag, _tagged()
    yield "entries_count", Collection, _collected()


REACTIONS: Mapping[str, str] = {"like": "likes_count", "bookmark": "bookmarks_count"}


def _comments() -> Any:
    child, above = aliased(Entry), aliased(Entry)
    shown = and_(child.kind == COMMENT, child.status == "published")
    direct = select(func.count(child.id)).where(child.parent_id == Entry.id, shown)
    nested = (
        select(func.count(child.id))
        .join(above, above.id == child.parent_id)
        .where(above.parent_id == Entry.id, above.kind == COMMENT, above.status.in_(STAYING), shown)
    )
    return case((Entry.kind == COMMENT, 0), else_=_inside(direct) + _inside(nested))


def _replies() -> Any:
    child = aliased(Entry)
    under = select(func.count(child.id)).where(
        child.parent_id == Entry.id, child.kind == COMMENT, child.status == "published"
    )
    return case((Entry.kind == COMMENT, _inside(under)), else_=Entry.replies_count)


def _reactions(kind: str, stored: Any) -> Any:
    here = _inside(
        select(func.count(Reaction.user_id)).where(
            Reaction.entry_id == Entry.id, Reaction.kind == kind
        )
    )
    imported = and_(Entry.origin.is_not(None), stored >= here)
    return case((imported, stored), else_=here)


def _tagged() -> Any:
    return _inside(
        select(func.count(EntryTag.entry_id)).where(
            EntryTag.tag_id == Tag.id, EntryTag.lane.is_not(None)
        )
    )


def _collected() -> Any:
    inside = aliased(Entry)
    return _inside(
        select(func.count(CollectionItem.entry_id))
        .join(inside, inside.id == CollectionItem.entry_id)
        .where(CollectionItem.collection_id == Collection.id, inside.status == "published")
    )


def _inside(counted: Any) -> Any:
    return counted.correlate(Entry, Tag, Collection).scalar_subquery()
