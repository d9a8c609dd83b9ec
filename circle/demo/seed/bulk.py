"""Rows in great numbers: straight to the driver, in the values the tables really hold."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from circle.core.clock import EPOCH

AT_ONCE = 5000  # rows handed to SQLite in one call
CACHE_KIB = 256 * 1024


class Shelf:
    """One table to be filled: the columns that differ, and the defaults of all others."""

    def __init__(self, table: Table, varying: Sequence[str]) -> None:
        self._table = table
        rest = [column for column in table.columns if column.name not in varying]
        rest = [column for column in rest if not column.primary_key or "id" in varying]
        self._varying = len(varying)
        self._names = (*varying, *(column.name for column in rest))
        self._tail = tuple(_constant(column.default) for column in rest)

    def fill(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put rows of the varying values into the table, within the open transaction."""
        if connection.dialect.name == "postgresql":
            self._copy(connection, (row + self._tail for row in rows))
            return
        values = ", ".join((*("?" * self._varying), *map(_literal, self._tail)))
        statement = f"INSERT INTO {self._table.name} ({', '.join(self._names)}) VALUES ({values})"  # noqa: S608
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            connection.exec_driver_sql(statement, some)

    def _copy(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        driver = cast("Any", connection.connection.driver_connection)
        statement = f"COPY {self._table.name} ({', '.join(self._names)}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)


def next_ids(
    connection: Connection, table: Table, count: int, after: int = 0
) -> Sequence[int]:
    """So many unused ids in rising order, beyond `after`.

    On SQLite they are nobody's only while the write transaction lasts: ask `are_free` later.
    """
    if connection.dialect.name == "postgresql":
        drawn = connection.exec_driver_sql(
            f"SELECT nextval('{table.name}_id_seq') FROM generate_series(1, {count})"  # noqa: S608
        )
        return sorted(drawn.scalars())
    last = max(after, connection.execute(select(func.max(table.c.id))).scalar() or 0)
    return range(last + 1, last + count + 1)


def are_free(connection: Connection, table: Table, ids: Sequence[int]) -> bool:
    """Whether nobody took ids meanwhile; the caller holds the write transaction."""
    if connection.dialect.name == "postgresql":
        return True  # a sequence gives nothing twice
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) < ids[0]


def as_stored(at: datetime) -> int:
    """An instant as it stands in a table."""
    return (at - EPOCH) // timedelta(microseconds=1)


def widen_cache(connection: Connection) -> None:
    """Let SQLite keep the ends of all indexes in memory: they are written to in many places."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")


def _literal(value: Any) -> str:
    """One of our own defaults as SQLite reads it: faster than handing it over with every row."""
    if value is None:
        return "NULL"
    return f"'{value}'" if isinstance(value, str) else str(int(value))


def _constant(default: Any) -> Any:
    """What a column holds when nobody says; what is different in every row has to be given."""
    if default is None:
        return None
    if default.is_scalar:
        return default.arg
    made = default.arg(None)
    if made not in ([], {}):
        raise ValueError("this column's value differs from row to row")
    return json.dumps(made)
