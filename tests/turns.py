"""How the rows of one test share the two databases: which runs where."""

from collections import defaultdict
from collections.abc import Iterable

import pytest

EVERY_ROW = "every_row"


def add_to(parser) -> None:
    """`--every-row`: nothing takes turns; mutants are run so, and whoever wants to be sure."""
    parser.addoption("--every-row", action="store_true", help="every row on both databases")


def marker() -> str:
    """The word for tests whose rows ask the database something else each."""
    return f"{EVERY_ROW}: its rows race or send other SQL each: every one runs on both databases"


def left_to_others(items: Iterable[pytest.Item], databases: tuple[str, ...]) -> list[pytest.Item]:
    """The rows that run on the other database.

    A test that is one of a kind runs on both. A test with rows runs on both too, but each row on
    one of them, by turns in the order of their names. Only where both were to run: who asks for
    one database, or names a single row, gets what was asked for.
    """
    rows = defaultdict(lambda: defaultdict(dict))
    for item in items:
        database = _database_of(item)
        if database is not None and item.get_closest_marker(EVERY_ROW) is None:
            row = item.name.replace(database, "", 1)
            rows[item.parent.nodeid, item.originalname][row][database] = item
    return [item for table in rows.values() if len(table) > 1
            for item in _left_out(table, databases)]  # fmt: skip


def _database_of(item: pytest.Item) -> str | None:
    call = getattr(item, "callspec", None)
    return call.params.get("database") if call else None


def _left_out(table: dict, databases: tuple[str, ...]) -> list[pytest.Item]:
    left = []
    for number, row in enumerate(sorted(table)):
        if len(table[row]) == len(databases):
            kept = databases[number % len(databases)]
            left += [item for database, item in table[row].items() if database != kept]
    return left
