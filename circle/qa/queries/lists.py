"""Reads of a circle's questions: narrow keys by one index each, then the rows of one page."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    or_,
    select,
    text,
    tuple_,
)

from circle.circles.models import Circle
from circle.content.models import Entry, EntryTag
from circle.content.queries import tag_id_of
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import BadRequest
from circle.core.i18n import lazy
from circle.core.paging import Page, decode_cursor, encode_cursor
from circle.qa.models import Question
from circle.qa.queries.personal import for_me_keys
from circle.qa.queries.rows import HELD, OPEN, rows_of
from circle.qa.schemas import ORDERS, QuestionChoice

LANE = "question"
WINDOW = 400  # keys one page looks through for a filter that has no index of its own


class Shape(NamedTuple):
    """What decides the wording of a list's statement; everything else is a parameter."""

    seek: str  # the index that leads
    filters: frozenset[str]  # looked at row by row, within a window
    further: bool
    blocking: bool

    @property
    def ascending(self) -> bool:
        """The longest waiting stands first."""
        return self.seek == "waiting"


def questions_page(actor: Actor, circle: Circle, choice: QuestionChoice) -> Page[Any]:
    """One page of a list of questions, without what people the reader blocked have signed.

    newest and open: by publication; hot: by hot_rank; featured: by when; unanswered: the longest
    waiting first; bounty: the largest first; for_me: put or given to the reader, or under tags
    they follow, by publication. Costs the same however many there are: a filter without an index
    looks through WINDOW keys at most, so that a page may be short while its cursor goes on.
    """
    if choice.order not in ORDERS:
        raise BadRequest(lazy("There is no such order of questions"))
    shape, values = _shape_of(actor, circle, choice)
    most = WINDOW if shape.filters else choice.limit + 1
    if choice.order == "for_me":
        keys = for_me_keys(actor, circle, choice.cursor, most)
        return _for_me(keys, (shape, values), choice.limit, most)
    keys = session().execute(_listing(shape), {**values, "limit": most}).all()
    fitting = [row for row in keys if row.fits] if shape.filters else keys
    return _page(fitting, keys, choice.limit, most)


def _page(fitting: Sequence[Any], keys: Sequence[Any], limit: int, most: int) -> Page[Any]:
    """The rows of the first keys that fit; the cursor goes on behind the last one looked at."""
    page = fitting[:limit]
    further = page[-1] if len(fitting) > limit else (keys[-1] if len(keys) == most else None)
    rows = rows_of(row.id for row in page)
    items = [rows[row.id] for row in page if row.id in rows]
    return Page(items, encode_cursor((further.place, further.id)) if further else None)


def _for_me(
    keys: Sequence[Any], narrowing: tuple[Shape, Mapping[str, Any]], limit: int, most: int
) -> Page[Any]:
    shape, values = narrowing
    found = {**values, "ids": [key.id for key in keys]}
    fitting_ids = set(session().scalars(_among(shape), found)) if keys else set()
    return _page([key for key in keys if key.id in fitting_ids], keys, limit, most)


def _shape_of(
    actor: Actor, circle: Circle, choice: QuestionChoice
) -> tuple[Shape, dict[str, Any]]:
    """The statement a choice needs and its parameters: one filter may lead, the others follow."""
    wanted = _filters_of(choice)
    seek = _seek_of(choice, wanted)
    values: dict[str, Any] = {"circle": circle.id}
    if choice.tag:
        values["tag"] = tag_id_of(circle.id, choice.tag)
    if seek == "state" or choice.state:
        values["state"] = choice.state or "open"
    if choice.cursor and seek != "for_me":
        values["value"], values["last"] = decode_cursor(choice.cursor)
    if actor.blocked:
        values["blocked"] = sorted(actor.blocked)
    further = bool(choice.cursor) and seek != "for_me"
    return Shape(seek, wanted - _LED[seek], further, bool(actor.blocked)), values


def _filters_of(choice: QuestionChoice) -> frozenset[str]:
    given = {
        "tag": choice.tag, "bounty": choice.bounty, "by_guest": choice.by_guest,
        "answered": choice.answered is True, "unanswered": choice.answered is False,
        "state": choice.state and (choice.order != "open" or choice.state != "open"),
    }  # fmt: skip
    return frozenset(name for name, value in given.items() if value)


def _seek_of(choice: QuestionChoice, wanted: frozenset[str]) -> str:
    if choice.order == "open":
        return "newest" if choice.state not in ("", "open") else "state"
    if choice.order == "newest":
        leading = {"bounty": "held", "by_guest": "by_guest", "tag": "tag", "state": "state"}
        return next((seek for name, seek in leading.items() if name in wanted), "newest")
    return {"unanswered": "waiting"}.get(choice.order, choice.order)


@lru_cache(maxsize=256)
def _listing(shape: Shape) -> Select[Any]:
    value, ident = _PLACES.get(shape.seek, (Question.asked_at, Question.entry_id))
    place = cast(value, BigInteger).label("place")
    statement: Any = select(Entry.id, place)
    if shape.filters:
        fits = and_(*(_FILTERS[name]() for name in sorted(shape.filters))).label("fits")
        statement = select(Entry.id, place, fits)
    statement = _seek(statement, shape)
    statement = statement.where(Entry.lane == LANE)
    if shape.blocking:
        statement = statement.where(_signed_by_others())
    if shape.further:
        here = tuple_(value, ident)
        there = tuple_(bindparam("value", type_=BigInteger), bindparam("last", type_=BigInteger))
        statement = statement.where(here > there if shape.ascending else here < there)
    columns = (value, ident) if shape.ascending else (value.desc(), ident.desc())
    listed: Select[Any] = statement.order_by(*columns).limit(bindparam("limit"))
    return listed


@lru_cache(maxsize=64)
def _among(shape: Shape) -> Select[Any]:
    """Of these ids, those on show that fit."""
    statement = (
        select(Entry.id)
        .join(Question, Question.entry_id == Entry.id)
        .where(Entry.id.in_(bindparam("ids", expanding=True)), Entry.lane == LANE)
        .where(*(_FILTERS[name]() for name in sorted(shape.filters)))
    )
    return statement.where(_signed_by_others()) if shape.blocking else statement


def _signed_by_others() -> ColumnElement[bool]:
    return or_(Entry.anonymous, Entry.author_id.not_in(bindparam("blocked", expanding=True)))


def _seek(statement: Select[Any], shape: Shape) -> Select[Any]:
    """The conditions of the index that leads."""
    circle: Any = bindparam("circle")
    with_question = statement.join(Question, Question.entry_id == Entry.id)
    if shape.seek in ("newest", "hot", "featured"):
        statement = with_question if shape.filters else statement
        if shape.seek == "featured":
            statement = statement.where(Entry.featured_at.is_not(None))
        return statement.where(Entry.circle_id == circle)
    if shape.seek == "tag":
        statement = with_question if shape.filters else statement
        return statement.join(EntryTag, EntryTag.entry_id == Entry.id).where(
            EntryTag.tag_id == bindparam("tag"), EntryTag.lane == LANE
        )
    statement = with_question.where(Question.circle_id == circle)
    if shape.seek == "state":
        return statement.where(Question.state == bindparam("state"))
    return statement.where(*(text(term) for term in _PARTIAL[shape.seek]))


def _has_tag() -> ColumnElement[bool]:
    """Asked row by row: of an EXISTS PostgreSQL would read everything under the tag at once."""
    found = select(EntryTag.tag_id).where(
        EntryTag.entry_id == Entry.id, EntryTag.tag_id == bindparam("tag")
    )
    return found.limit(1).correlate(Entry).scalar_subquery().is_not(None)


# the terms of partial indexes, as they stand in them: SQLite takes an index only word for word
_PARTIAL: Mapping[str, tuple[str, ...]] = {
    "waiting": ("questions.unanswered", "questions.state = 'open'"),
    "bounty": (HELD, OPEN), "held": (HELD, OPEN), "by_guest": ("questions.guest_answered",),
}  # fmt: skip
# what each leading index answers for already
_LED: Mapping[str, frozenset[str]] = {
    "newest": frozenset(), "hot": frozenset(), "featured": frozenset(), "for_me": frozenset(),
    "tag": frozenset({"tag"}), "state": frozenset({"state"}),
    "waiting": frozenset({"unanswered"}), "bounty": frozenset({"bounty"}),
    "held": frozenset({"bounty"}), "by_guest": frozenset({"by_guest"}),
}  # fmt: skip
_PLACES: Mapping[str, tuple[Any, Any]] = {
    "newest": (Entry.published_at, Entry.id), "hot": (Entry.hot_rank, Entry.id),
    "featured": (Entry.featured_at, Entry.id), "tag": (EntryTag.published_at, EntryTag.entry_id),
    "bounty": (Question.bounty, Question.entry_id),
}  # fmt: skip
_FILTERS: Mapping[str, Any] = {
    "tag": _has_tag,
    "state": lambda: Question.state == bindparam("state"),
    "answered": lambda: Entry.answers_count > 0,
    "unanswered": lambda: Entry.answers_count == 0,
    "bounty": lambda: and_(Question.bounty_state == "held", Question.state == "open"),
    "by_guest": lambda: Question.guest_answered.is_(True),
}
