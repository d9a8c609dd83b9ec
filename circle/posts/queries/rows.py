"""The narrow row of an entry in a list, how a list is chosen, and where a page begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    case,
    cast,
    literal,
    select,
    tuple_,
)

from circle.content.models import Entry
from circle.content.policy import author_shown
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE

WHOLE_CHARACTERS = 1200  # a longer text is not sent with a list: its excerpt is, and a way to it

COLUMNS = (
    Entry.id, Entry.kind, Entry.author_id, Entry.anonymous, Entry.title, Entry.excerpt,
    case((Entry.characters <= WHOLE_CHARACTERS, Entry.html), else_=literal("")).label("html"),
    Entry.folds, Entry.characters, cast(Entry.card, Text).label("card"),
    cast(Entry.tags, Text).label("tags"), Entry.category, Entry.comments_count,
    Entry.likes_count, Entry.bookmarks_count, Entry.pinned_until, Entry.announcement,
    Entry.featured_at, Entry.edited_at, Entry.published_at, Entry.created_at, Entry.ip_region,
    Entry.ai_statement, Entry.status, Entry.city, Entry.expires_at, Entry.circle_id,
    Entry.scheduled_at,
    Entry.hot_rank,  # last: a card does not show it
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """Which list of a circle, what of it, and from where on."""

    order: str = "latest"
    tag: str = ""
    category: str = ""
    author: int | None = None
    media: bool = False
    city: str = ""
    cursor: str | None = None
    limit: int = PAGE
    room: int | None = None  # fewer rows than `limit`, where pinned ones are shown with them

    @property
    def is_plain(self) -> bool:
        """The circle's main list, unfiltered: pinned entries stand above it."""
        return self.order == "latest" and not self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """A part of a list is asked for: a tag, a category, one author, pictures, a city."""
        return bool(self.tag or self.category or self.author or self.media or self.city)

    @property
    def lane(self) -> str:
        """The list an entry must stand in: ads keep to their own."""
        return "ad" if self.category == "ad" else "post"


def authors_shown(rows: Iterable[Any], actor: Actor) -> set[int]:
    """The user ids of those who are named on these entries to the actor."""
    return {author for row in rows if (author := author_shown(row, actor)) is not None}


def rows_of(ids: Iterable[int]) -> dict[int, Any]:
    """The rows of these entries that stand in a list, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session().execute(_by_ids(), {"ids": wanted}).all()
    return {row.id: row for row in rows}


@lru_cache(maxsize=1)
def _by_ids() -> Select[Any]:
    return select(*COLUMNS).where(
        Entry.id.in_(bindparam("ids", expanding=True)), Entry.lane.is_not(None)
    )


def type_as_number(column: Any) -> Any:
    """A time column as the integer that stands in the table."""
    return cast(column, BigInteger)


def behind(value: Any, ident: Any) -> ColumnElement[bool]:
    """Behind the place given by the parameters `value` and `last`, the newest standing first."""
    place = (bindparam("value", type_=BigInteger), bindparam("last", type_=BigInteger))
    return tuple_(value, ident) < tuple_(*place)
