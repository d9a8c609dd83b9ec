"""Reads of a circle's lists: narrow rows by one index each, page after page by key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
)

from circle.circles.models import Circle
from circle.content.models import Entry, EntryTag, Media
from circle.content.policy import author_shown
from circle.content.queries import on_top, tag_id_of, unblocked
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import BadRequest, NotFound
from circle.core.i18n import lazy
from circle.core.paging import Page, as_number, decode_cursor, encode_cursor
from circle.posts.queries.following import following_page
from circle.posts.queries.rows import COLUMNS, FeedChoice, behind, rows_of, type_as_number
from circle.posts.schemas import ORDERS

MAX_PINNED = 3
WINDOW = 400  # rows one page looks through for a filter that has no index of its own
MAX_COUNTED = 100  # beyond, a count says "99+"

class Shape(NamedTuple):
    """What decides the wording of a list's statement; everything else is a parameter."""

    seek: str  # the index that leads: latest, hot, featured, tag, category, author
    filters: frozenset[str]  # looked at row by row, within a window
    lane: str
    further: bool
    blocking: bool
    unpinned: bool


def feed_page(actor: Actor, circle: Circle, choice: FeedChoice) -> Page[Any]:
    """One page of a circle's list, without what people the reader blocked have signed.

    latest: by publication; hot: by hot_rank; featured: by when it was featured; following: by
    publication, of people and tags the reader follows, and never narrowed. Costs the same however
    much there is.
    """
    if choice.order not in ORDERS:
        raise BadRequest(lazy("There is no such order of posts"))
    if choice.order == "following":
        if choice.is_narrowed:
            raise BadRequest(lazy("What you follow is one list and can't be narrowed further"))
        return following_page(actor, circle, choice)
    shape, values = _shape_of(actor, circle, choice)
    if shape.filters:
        return _window_page(shape, values, choice.limit)
    room = choice.limit if choice.room is None else choice.room
    rows = session().execute(_listing(shape), {**values, "limit": room + 1}).all()
    return _cut(rows, room, shape.seek)


def pinned_rows(actor: Actor, circle: Circle) -> Sequence[Any]:
    """What staff pinned on top of the circle, the announcement first, then the newest."""
    values = {"circle": circle.id, "now": clock.now()}
    rows: Sequence[Any] = session().execute(_pinned(), values).all()
    return [row for row in rows if (author_shown(row, actor) or 0) not in actor.blocked]


def count_new(actor: Actor, circle: Circle, since: int) -> int:
    """How many posts of others appeared after `since` (microseconds), at most MAX_COUNTED."""
    newer = (
        select(Entry.id)
        .where(Entry.circle_id == circle.id, Entry.lane == "post")
        .where(Entry.published_at > bindparam("since", type_=BigInteger))
        .where(Entry.author_id != (actor.user_id or 0))
        .limit(MAX_COUNTED)
    )
    if actor.blocked:
        newer = newer.where(unblocked(actor))
    counted = select(func.count()).select_from(newer.subquery())
    return session().execute(counted, {"since": since}).scalar_one()


def own_waiting(actor: Actor, circle: Circle) -> Sequence[Any]:
    """The reader's own posts here that wait for review or for their hour, newest first."""
    if actor.user_id is None:
        return ()
    values = {"circle": circle.id, "author": actor.user_id}
    return session().execute(_own_waiting(), values).all()


@lru_cache(maxsize=1)
def _own_waiting() -> Select[Any]:
    return (
        select(*COLUMNS)
        .where(Entry.circle_id == bindparam("circle"), Entry.author_id == bindparam("author"))
        .where(text("status IN ('pending', 'scheduled')"), Entry.kind == "post")
        .order_by(Entry.id.desc())
        .limit(5)
    )


@lru_cache(maxsize=1)
def _pinned() -> Select[Any]:
    return on_top(select(*COLUMNS), bindparam("circle"), bindparam("now")).limit(MAX_PINNED)


def _shape_of(actor: Actor, circle: Circle, choice: FeedChoice) -> tuple[Shape, dict[str, Any]]:
    """The statement a choice needs and its parameters: one filter may lead, the others follow."""
    wanted = _filters_of(choice)
    seek = choice.order
    if choice.order == "latest":
        seek = next((name for name in ("tag", "author", "category") if name in wanted), "latest")
    values: dict[str, Any] = {"circle": circle.id, "now": clock.now()}
    values.update(_filter_values(circle, choice))
    if choice.cursor:
        values["value"], values["last"] = decode_cursor(choice.cursor)
    if actor.blocked:
        values["blocked"] = sorted(actor.blocked)
    shape = Shape(
        seek, wanted - {seek}, choice.lane, bool(choice.cursor), bool(actor.blocked),
        choice.is_plain and choice.limit > MAX_PINNED,
    )
    return shape, values


def _filters_of(choice: FeedChoice) -> frozenset[str]:
    given = {
        "tag": choice.tag, "author": choice.author, "media": choice.media, "city": choice.city,
        "category": choice.category and choice.category != "ad",
    }
    return frozenset(name for name, value in given.items() if value)


def _filter_values(circle: Circle, choice: FeedChoice) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if choice.tag:
        values["tag"] = tag_id_of(circle.id, choice.tag)
    if choice.author:
        values["author"] = choice.author
    if choice.category:
        if choice.category not in circle.categories:
            raise NotFound()
        values["category"] = choice.category
    if choice.city:
        values["city"] = choice.city
    return values


@lru_cache(maxsize=256)
def _listing(shape: Shape) -> Select[Any]:
    value, ident = _place_columns(shape.seek)
    return _ordered(select(*COLUMNS), shape, value, ident).limit(bindparam("limit"))


@lru_cache(maxsize=256)
def _window(shape: Shape) -> Select[Any]:
    """The keys of the next rows and whether each fits: light enough to look through many."""
    value, ident = _place_columns(shape.seek)
    place = type_as_number(value).label("place")
    fits = and_(*(_FILTERS[name]() for name in sorted(shape.filters))).label("fits")
    return _ordered(select(Entry.id, place, fits), shape, value, ident).limit(WINDOW)


def _ordered(statement: Select[Any], shape: Shape, value: Any, ident: Any) -> Select[Any]:
    statement = _seek(statement, shape)
    if shape.lane == "ad":
        live = or_(Entry.expires_at.is_(None), Entry.expires_at > bindparam("now"))
        statement = statement.where(live)
    if shape.unpinned:
        above = on_top(select(Entry.id), bindparam("circle"), bindparam("now")).limit(MAX_PINNED)
        statement = statement.where(Entry.id.not_in(above.correlate(None)))
    if shape.blocking:
        signed_by = Entry.author_id.not_in(bindparam("blocked", expanding=True))
        statement = statement.where(or_(Entry.anonymous, signed_by))
    if shape.further:
        statement = statement.where(behind(value, ident))
    return statement.order_by(value.desc(), ident.desc())


def _seek(statement: Select[Any], shape: Shape) -> Select[Any]:
    """The conditions of the index that leads."""
    circle = Entry.circle_id == bindparam("circle")
    if shape.seek == "tag":
        return (
            statement.join(EntryTag, EntryTag.entry_id == Entry.id)
            .where(EntryTag.tag_id == bindparam("tag"), EntryTag.lane == shape.lane)
        )
    if shape.seek == "author":
        return statement.where(
            Entry.author_id == bindparam("author"), circle, Entry.lane == shape.lane,
            ~Entry.anonymous,
        )
    if shape.seek == "featured":
        return statement.where(circle, Entry.featured_at.is_not(None), Entry.lane == shape.lane)
    statement = statement.where(circle, Entry.lane == shape.lane)
    if shape.seek == "category":
        statement = statement.where(Entry.category == bindparam("category"))
    return statement


def _place_columns(seek: str) -> tuple[Any, Any]:
    if seek == "tag":
        return EntryTag.published_at, EntryTag.entry_id
    if seek == "hot":
        return Entry.hot_rank, Entry.id
    return (Entry.featured_at if seek == "featured" else Entry.published_at), Entry.id


def _has_pictures() -> ColumnElement[bool]:
    return exists().where(Media.entry_id == Entry.id, Media.status == "ready")


def _has_tag() -> ColumnElement[bool]:
    return exists().where(EntryTag.entry_id == Entry.id, EntryTag.tag_id == bindparam("tag"))


_FILTERS: Mapping[str, Any] = {
    "tag": _has_tag,
    "author": lambda: and_(Entry.author_id == bindparam("author"), ~Entry.anonymous),
    "category": lambda: Entry.category == bindparam("category"),
    "media": _has_pictures,
    "city": lambda: Entry.city == bindparam("city"),
}


def _window_page(shape: Shape, values: dict[str, Any], limit: int) -> Page[Any]:
    """A page through a filter without an index: it may be short, but never costs more.

    The cursor goes on behind the last row looked at, so that nothing is left out.
    """
    seen = session().execute(_window(shape), values).all()
    fitting = [row for row in seen if row.fits]
    page = fitting[:limit]
    last = page[-1] if len(fitting) > limit else (seen[-1] if len(seen) == WINDOW else None)
    rows = rows_of(row.id for row in page)
    items = [rows[row.id] for row in page if row.id in rows]
    return Page(items, encode_cursor((last.place, last.id)) if last else None)


def _cut(rows: Sequence[Any], limit: int, seek: str) -> Page[Any]:
    if len(rows) <= limit:
        return Page(rows)
    last = rows[limit - 1]
    value: datetime | int | None = last.published_at
    if seek in ("hot", "featured"):
        value = last.hot_rank if seek == "hot" else last.featured_at
    return Page(rows[:limit], encode_cursor((as_number(value), last.id)))
