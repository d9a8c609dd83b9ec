"""Reads of collections and of what stands in them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content.models import Collection, CollectionItem, Entry
from circle.content.queries.entries import shown, unblocked
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut


def list_collections(circle: Circle) -> Sequence[Collection]:
    """A circle's collections in the staff's order."""
    rows = session().scalars(
        select(Collection)
        .where(Collection.circle_id == circle.id)
        .order_by(Collection.position, Collection.id)
    )
    return rows.all()


def get_collection(
    actor: Actor, collection_id: int, *, lock: bool = False
) -> tuple[Collection, Circle, Actor]:
    """A collection, its circle and the actor placed in it."""
    statement = select(Collection).where(Collection.id == collection_id)
    found = session().scalar(lock_row(statement) if lock else statement)
    if found is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, found.circle_id)
    return found, circle, here


def collection_page(
    here: Actor, collection: Collection, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Entry]:
    """What can be seen in a collection, in the staff's order, without whom the reader blocked."""
    statement: Any = (
        select(Entry, CollectionItem.position)
        .join(CollectionItem, CollectionItem.entry_id == Entry.id)
        .where(CollectionItem.collection_id == collection.id, shown(), unblocked(here))
    )
    columns = (CollectionItem.position, CollectionItem.entry_id)
    ordered = after(statement, columns, cursor, descending=False).limit(limit + 1)
    rows = session().execute(ordered).all()
    page = cut(rows, limit, lambda row: (row.position, row.Entry.id))
    return page.map(lambda kept: [row.Entry for row in kept])


def collections_of(entry: Entry) -> Sequence[Collection]:
    """The collections an entry stands in."""
    rows = session().scalars(
        select(Collection)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.entry_id == entry.id)
        .order_by(Collection.position, Collection.id)
    )
    return rows.all()
