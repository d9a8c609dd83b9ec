"""Collections: made, named, put in order and filled by a circle's staff."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import delete, func, select

from circle.circles import actions as circles
from circle.circles import policy as circles_policy
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import policy, queries
from circle.content.models import Collection, CollectionItem, Entry
from circle.content.schemas import CollectionDetails
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, lock_row, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require

Direction = Literal["up", "down"]
MAX_COLLECTIONS = 100
MAX_ITEMS = 500


@action
def create_collection(actor: Actor, slug: str, details: CollectionDetails) -> Collection:
    """Staff open a collection; it comes last."""
    circle, here = circle_queries.enter(actor, slug)
    require(here, circles_policy.can_keep(here, circle, Power.COLLECT))
    circles.check_words(circle.id, title=details.title, intro=details.intro)
    session().scalar(lock_row(select(Circle).where(Circle.id == circle.id)))
    existing = queries.list_collections(circle)
    if len(existing) >= MAX_COLLECTIONS:
        raise Conflict(lazy("A circle has %(num)s collections at most", num=MAX_COLLECTIONS))
    collection = Collection(
        circle_id=circle.id, title=details.title, intro=details.intro, entries_count=0,
        position=1 + max((one.position for one in existing), default=0),
        created_by=here.user_id,
    )  # fmt: skip
    session().add(collection)
    circles.mark_changed(circle.id)
    session().flush()
    _tell(here, collection, "made")
    return collection


@action
def rename_collection(
    actor: Actor, collection_id: int, details: CollectionDetails
) -> Collection:
    """Staff change a collection's title and introduction."""
    collection = _mine(actor, collection_id, "renamed")
    circles.check_words(collection.circle_id, title=details.title, intro=details.intro)
    collection.title, collection.intro = details.title, details.intro
    return collection


@action
def move_collection(actor: Actor, collection_id: int, direction: Direction) -> None:
    """Staff move a collection one place up or down."""
    collection = _mine(actor, collection_id, "moved")
    rows = session().scalars(
        lock_row(
            select(Collection)
            .where(Collection.circle_id == collection.circle_id)
            .order_by(Collection.position, Collection.id)
        )
    ).all()
    _swap(rows, [row.id for row in rows].index(collection.id), direction)


@action
def drop_collection(actor: Actor, collection_id: int) -> Collection:
    """Staff dissolve a collection; the entries stay where they are."""
    collection = _mine(actor, collection_id, "dropped")
    session().execute(
        delete(CollectionItem).where(CollectionItem.collection_id == collection.id)
    )
    session().delete(collection)
    return collection


@action
def collect_entry(actor: Actor, collection_id: int, entry_id: int) -> Collection:
    """Staff add what is on show to a collection of its circle, at the end; twice is once."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.COLLECT))
    collection = _mine(here, collection_id, "more")
    if collection.circle_id != circle.id:
        raise NotFound
    place = session().execute(
        select(func.coalesce(func.max(CollectionItem.position), 0), func.count())
        .where(CollectionItem.collection_id == collection.id)
    ).one()
    if place[1] >= MAX_ITEMS:
        raise Conflict(lazy("A collection holds %(num)s entries at most", num=MAX_ITEMS))
    row = {
        "collection_id": collection.id, "entry_id": entry.id, "circle_id": circle.id,
        "position": place[0] + 1, "added_by": here.user_id, "created_at": clock.now(),
    }  # fmt: skip
    added = session().execute(
        insert_into(CollectionItem).values(row).on_conflict_do_nothing().returning(
            CollectionItem.entry_id
        )
    )
    collection.entries_count += added.first() is not None
    return collection


@action
def uncollect_entry(actor: Actor, collection_id: int, entry_id: int) -> Collection:
    """Staff take an entry out of a collection, also one that is not on show any more."""
    entry = session().scalar(lock_row(select(Entry).where(Entry.id == entry_id)))
    collection = _mine(actor, collection_id, "less")
    if entry is None or entry.circle_id != collection.circle_id:
        raise NotFound
    gone = session().execute(
        delete(CollectionItem)
        .where(CollectionItem.collection_id == collection.id)
        .where(CollectionItem.entry_id == entry.id)
        .returning(CollectionItem.entry_id)
    )
    if gone.first() is not None and entry.status == "published":
        collection.entries_count -= 1
    return collection


@action
def move_collected(
    actor: Actor, collection_id: int, entry_id: int, direction: Direction
) -> Collection:
    """Staff move an entry one place up or down in a collection."""
    collection = _mine(actor, collection_id, "moved")
    rows = session().scalars(
        lock_row(
            select(CollectionItem)
            .where(CollectionItem.collection_id == collection.id)
            .order_by(CollectionItem.position, CollectionItem.entry_id)
        )
    ).all()
    ids = [row.entry_id for row in rows]
    if entry_id not in ids:
        raise NotFound
    _swap(rows, ids.index(entry_id), direction)
    return collection


def _mine(actor: Actor, collection_id: int, how: str) -> Collection:
    """A collection for who may change it, locked."""
    collection, circle, here = queries.get_collection(actor, collection_id, lock=True)
    require(here, circles_policy.can_keep(here, circle, Power.COLLECT))
    circles.mark_changed(circle.id)
    _tell(here, collection, how)
    return collection


def _tell(here: Actor, collection: Collection, how: str) -> None:
    circles.tell_deed(
        here, "collection", ("collection", collection.id), how=how, name=collection.title
    )


def _swap(rows: Sequence[Collection | CollectionItem], place: int, direction: Direction) -> None:
    """Number the rows anew with one of them a place further up or down; the ends stay."""
    order = list(rows)
    other = place - 1 if direction == "up" else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for position, row in enumerate(order, start=1):
        row.position = position
