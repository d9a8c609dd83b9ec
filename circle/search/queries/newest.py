"""A choice without words: the newest of it, read in the order an index of the database has it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, union_all

from circle.circles.models import Circle, Membership
from circle.content import queries as content
from circle.content.models import Entry, EntryTag, Tag
from circle.content.queries.entries import LANES
from circle.content.schemas import tag_key
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.documents import Filters
from circle.search.queries.documents import findable
from circle.search.queries.hits import Row, rows_of, with_threads
from circle.search.queries.narrowing import Narrowing, tags_named
from circle.search.queries.places import Place
from circle.search.ranking import CLOSELY

MOST_TAGGED = 1_000  # of a tag looked through where nothing but it and other choices were typed
MOST_BOARDS = 12  # circles in which a tag is walked by time; one of more takes a word besides
MOST_CIRCLES = 20  # of somebody, walked by time each; who is in more is looked for with a word


def newest_rows(
    actor: Actor, place: Place, parts: Sequence[ColumnElement[bool]], narrowing: Narrowing
) -> tuple[dict[int, Row], bool]:
    """Nothing but a choice was typed: the newest of it, read in the order an index has it in."""
    seen = (findable(), place.may_see, content.unblocked(actor), narrowing.clause)
    newest = (Entry.published_at.desc(), Entry.id.desc())
    each = [
        select(Entry.id).join(Circle, Circle.id == Entry.circle_id)
        .where(part, *seen).order_by(*newest).limit(CLOSELY + 1).subquery()
        for part in parts
    ]  # fmt: skip
    ids = union_all(*(select(one.c.id) for one in each))
    found = with_threads(actor).where(Entry.id.in_(ids)).order_by(*newest).limit(CLOSELY + 1)
    rows = session().execute(found).all()
    return rows_of(rows[:CLOSELY]), len(rows) > CLOSELY


def walked(place: Place, filters: Filters) -> list[ColumnElement[bool]]:
    """What an index can walk by time; nothing where only words could say what is meant."""
    if filters.author_id is not None:
        return _signed(place, filters.author_id)
    lanes = _lanes(filters)
    if filters.tag:
        tags = _tags(place, filters.tag)
        if len(tags) > MOST_BOARDS:
            return []
        under = [_tagged(tag, filters, lane) for tag in tags for lane in lanes]
        return [Entry.id.in_(one) for one in under] or [false()]
    if place.circle is None:
        return []
    if filters.featured:
        return [Entry.featured_at.is_not(None)]
    return [Entry.lane == lane for lane in lanes]


def is_tag(place: Place, name: str) -> bool:
    """Whether there is a tag of this name in the circle one looks in; of everywhere, no."""
    if place.circle is None:
        return False
    return session().scalar(select(_tags(place, name)[0])) is not None


def _signed(place: Place, author_id: int) -> list[ColumnElement[bool]]:
    """What somebody wrote, circle by circle; nothing for who is in more than may be walked."""
    signed = Entry.author_id == author_id
    if place.circle is not None:
        return [signed]
    circle_ids = session().scalars(
        select(Circle.id)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Membership.user_id == author_id, Circle.deleted_at.is_(None), place.may_see)
        .limit(MOST_CIRCLES + 1)
    ).all()
    if len(circle_ids) > MOST_CIRCLES:
        return []
    return [and_(signed, Entry.circle_id == one) for one in circle_ids] or [false()]


def _lanes(filters: Filters) -> list[str]:
    """The lists in which such entries stand; only questions are answered."""
    kinds = set(filters.kinds) or set(LANES)
    if filters.answered:
        kinds &= {"question"}
    return [lane for lane in (*LANES, "ad") if ("post" if lane == "ad" else lane) in kinds]


def _tags(place: Place, name: str) -> Sequence[Any]:
    """The tag of this name in a circle; everywhere, those of all circles, one more than is few."""
    if place.circle is not None:
        named = select(Tag.id).where(Tag.circle_id == place.circle.id, Tag.key == tag_key(name))
        return [named.scalar_subquery()]
    return session().scalars(tags_named(name, place.may_see, Tag.id).limit(MOST_BOARDS + 1)).all()


def _tagged(tag: Any, filters: Filters, lane: str) -> Select[Any]:
    """The newest entries of a time under a tag, in the order its index has them."""
    within = [EntryTag.published_at >= filters.since] if filters.since else []
    within += [EntryTag.published_at < filters.until] if filters.until else []
    return (
        select(EntryTag.entry_id)
        .where(EntryTag.tag_id == tag, EntryTag.lane == lane, *within)
        .order_by(EntryTag.published_at.desc(), EntryTag.entry_id.desc())
        .limit(MOST_TAGGED)
    )
