"""Keyset paging: a page is the rows after a place, and the place is an opaque cursor."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_

from circle.core.clock import EPOCH
from circle.core.errors import BadRequest
from circle.core.i18n import lazy

T = TypeVar("T")
U = TypeVar("U")
Place = tuple[int, int]  # (sort value, id)

PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order, and the cursor of what follows (None at the end)."""

    items: Sequence[T]
    next: str | None = None

    def map(self, change: Callable[[Sequence[T]], Sequence[U]]) -> "Page[U]":
        """The same page with its rows turned into something else."""
        return Page(change(self.items), self.next)


def encode_cursor(place: Place) -> str:
    """A place as text that fits a URL."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> Place:
    """The place a cursor stands for; BadRequest when it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        value, ident = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise BadRequest(lazy("This link to a further page is damaged")) from error
    if not all(type(part) is int and abs(part) < 2**62 for part in (value, ident)):
        raise BadRequest(lazy("This link to a further page is damaged"))
    return value, ident


def as_number(value: datetime | int | None) -> int:
    """A sort value as the integer that stands in the table."""
    if isinstance(value, datetime):
        return (value - EPOCH) // timedelta(microseconds=1)
    return value or 0


def after(statement: Select[Any], columns: tuple[Any, Any], cursor: str | None, *,
          descending: bool = True) -> Select[Any]:
    """Order by (value, id) and start behind the cursor. The value column is never null."""
    value, ident = columns
    if cursor:
        number, last = decode_cursor(cursor)
        place = _typed(value, number)
        pair = tuple_(value, ident)
        statement = statement.where(pair < (place, last) if descending else pair > (place, last))
    if descending:
        return statement.order_by(value.desc(), ident.desc())
    return statement.order_by(value.asc(), ident.asc())


def cut(rows: Sequence[T], limit: int, place: Callable[[T], tuple[Any, int]]) -> Page[T]:
    """Make a page of `limit` rows from `limit + 1` that were read."""
    if len(rows) <= limit:
        return Page(rows)
    value, ident = place(rows[limit - 1])
    return Page(rows[:limit], encode_cursor((as_number(value), ident)))


def read_limit(raw: str | None) -> int:
    """A page size from a request: 1 to 100, 20 when not given."""
    if not raw:
        return PAGE
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:4]) <= MAX_PAGE:
        raise BadRequest(lazy("limit is a number from 1 to 100"))
    return int(raw)


def _typed(column: Any, number: int) -> Any:
    from_number = getattr(column.type, "process_result_value", None)
    try:
        return from_number(number, None) if from_number else number
    except OverflowError as error:  # a time no calendar has
        raise BadRequest(lazy("This link to a further page is damaged")) from error
