"""Keyset pages: no gap, no double, and a cursor that is ours or refused."""

import pytest
from sqlalchemy import select

from circle.core.clock import EPOCH
from circle.core.db import session, transaction
from circle.core.errors import BadRequest
from circle.core.paging import after, cut, decode_cursor, encode_cursor, read_limit
from circle.core.throttle import Throttle

HUGE = encode_cursor((2**62, 1))  # no column holds it


def walk(size: int) -> list[int]:
    """Every count, page by page, newest first."""
    seen, cursor = [], None
    while True:
        columns = (Throttle.ends_at, Throttle.count)
        statement = after(select(Throttle), columns, cursor).limit(size + 1)
        page = cut(list(session().scalars(statement)), size, lambda r: (r.ends_at, r.count))
        seen += [row.count for row in page.items]
        cursor = page.next
        if cursor is None:
            return seen


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_together_are_the_whole_list(inside, size):
    with transaction():
        for n in range(7):
            session().add(Throttle(key=f"k{n}", ends_at=EPOCH, count=n))
    assert walk(size) == [6, 5, 4, 3, 2, 1, 0]


def test_a_cursor_comes_back_as_it_went():
    assert decode_cursor(encode_cursor((1_700_000_000_000_000, 42))) == (1_700_000_000_000_000, 42)


@pytest.mark.parametrize(
    "cursor", ["x", "=", "é", "WzFd", "WyJhIiwxXQ", "W10", "e30", "WzEsdHJ1ZV0", "A" * 5000, HUGE]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadRequest):
        decode_cursor(cursor)


@pytest.mark.parametrize("number", [2**62 - 1, 1 - 2**62])
def test_a_time_no_calendar_has_is_no_place(number):
    with pytest.raises(BadRequest):
        after(select(Throttle), (Throttle.ends_at, Throttle.count), encode_cursor((number, 1)))
    after(select(Throttle), (Throttle.count, Throttle.count), encode_cursor((number, 1)))


def test_a_limit_is_between_one_and_a_hundred():
    assert [read_limit(raw) for raw in (None, "", "1", "100")] == [20, 20, 1, 100]
    for raw in ("0", "101", "-1", "abc", "1e9", "٣", "9" * 40):
        with pytest.raises(BadRequest):
            read_limit(raw)
