"""How rows, and tests of pages and addresses, share the two databases: which runs where."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

EVERY_ROW = "every_row"
OF_ADDRESSES = frozenset(("journeys", "embed", "security"))  # folders of such tests alone
ADDRESSES = frozenset(("page", "pages", "api", "routes"))  # the end of such a module's name


def add_to(parser) -> None:
    """`--every-row`: nothing takes turns; mutants are run so, and whoever wants to be sure."""
    told = "every row, and every test of pages and addresses, on both databases"
    parser.addoption("--every-row", action="store_true", help=told)


def marker() -> str:
    """The word for tests whose rows ask the database something else each."""
    return f"{EVERY_ROW}: races, or sends SQL of its own for each row: all of it runs on both"


def left_to_others(items: Iterable[pytest.Item], databases: tuple[str, ...]) -> list[pytest.Item]:
    """The rows that run on the other database.

    A test that is one of a kind runs on both; where a module asks pages and addresses alone, its
    tests are the rows of one table. A table runs on both too, but each row on one of them, by turns
    in the order of their names. Only where both were to run: who asks for one database, or names a
    single row, gets what was asked for.
    """
    rows = defaultdict(lambda: defaultdict(dict))
    for item in items:
        database = _database_of(item)
        if database is not None and item.get_closest_marker(EVERY_ROW) is None:
            row = item.name.replace(database, "", 1)
            rows[item.parent.nodeid, item.originalname][row][database] = item
    tables = defaultdict(dict)
    for (module, test), table in rows.items():
        single = len(table) == 1 and _asks_addresses(module)
        tables[module, None if single else test].update(table)
    return [item for table in tables.values() if len(table) > 1
            for item in _left_out(table, databases)]  # fmt: skip


def _asks_addresses(module: str) -> bool:
    path = PurePosixPath(module)
    return path.parent.name in OF_ADDRESSES or path.stem.rpartition("_")[2] in ADDRESSES


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
