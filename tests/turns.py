"""How the tests share the two databases: which runs where when not everything runs on both."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from types import CodeType, FunctionType
from typing import TypeVar

import pytest

from tests.races import at_once

W = TypeVar("W")
EVERY_ROW, WALK = "every_row", "walk"
MARKS = (
    f"{EVERY_ROW}: sends SQL of its own, or shows what databases differ in: all on both",
    f"{WALK}: each row asks every address there is: the rows take turns wherever they run",
)
OF_DATABASES = frozenset(("core",))  # folders of tests whose matter is the database itself
RACES = (at_once, threading, threading.Thread, threading.Barrier)
WHICH = frozenset(("dialect", "dialect_name"))  # asked by who means one of them


def add_to(parser) -> None:
    """`--every-row`: nothing takes turns, for whoever wants to be sure; `--turn`: who begins."""
    told = "every test, and every row of it, on both databases; walks take turns all the same"
    parser.addoption("--every-row", action="store_true", help=told)
    told = "an odd number: what ran on one database runs on the other"
    parser.addoption("--turn", type=int, default=0, help=told)
    told = "what each of many is asked in several ways is asked in all; else in one, by turns"
    parser.addoption("--every-way", action="store_true", help=told)


class Ways:
    """Of several ways to ask the same of many: those to be asked of the one with this number.

    One for each, another for the next and with the next turn; with `--every-way` all, as in CI.
    """

    def __init__(self, turn: int, *, every: bool) -> None:
        self._turn, self._every = turn, every

    def __call__(self, ways: Sequence[W], number: int, *, stays: int = 1) -> Sequence[W]:
        """`stays`: for how many turns it is the same, where who is asked takes turns, too."""
        turn = self._turn // stays
        return ways if self._every else (ways[(number + turn) % len(ways)],)


def left_to_others(
    items: Iterable[pytest.Item], databases: tuple[str, ...], *, walks_alone: bool = False,
    all_do: bool = False, turn: int = 0,
) -> list[pytest.Item]:
    """What runs on the other database; `turn`: with whom it begins.

    `walks_alone`: of walks only; `all_do`: of what else would run on both, too (not in CI).

    The tests of a module take turns in the order of their names, and so do the rows of one test.
    Only where both databases were to run: who asks for one, or names a single test or row, gets
    what was asked for. Races, tests that ask which database it is, and tests of the database itself
    run on both.
    """
    rows = defaultdict(lambda: defaultdict(dict))
    for item in items:
        database = _database_of(item)
        if database is not None and (all_do or _takes_turns(item, walks_alone)):
            row = item.name.replace(database, "", 1)
            rows[item.parent.nodeid, item.originalname][row][database] = item
    tables = defaultdict(dict)
    for (module, test), table in rows.items():
        tables[module, None if len(table) == 1 else test].update(table)
    return [item for table in tables.values() if len(table) > 1
            for item in _left_out(table, databases, turn)]  # fmt: skip


def _takes_turns(item: pytest.Item, walks_alone: bool) -> bool:
    if walks_alone:
        return item.get_closest_marker(WALK) is not None
    folder = PurePosixPath(item.parent.nodeid).parent.name
    marked = item.get_closest_marker(EVERY_ROW) is not None
    return not (marked or folder in OF_DATABASES or _differs(item.function))


def _differs(function: FunctionType) -> bool:
    """It, or what it calls of its own module, races or asks which database it is."""
    waiting, seen = [function], set()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        for name in _names(one.__code__):
            if name in WHICH:
                return True
            named = one.__globals__.get(name)
            if isinstance(named, FunctionType) and named.__module__ == function.__module__:
                waiting += [named] if named not in seen else []
            elif any(named is race for race in RACES):
                return True
    return False


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _database_of(item: pytest.Item) -> str | None:
    call = getattr(item, "callspec", None)
    return call.params.get("database") if call else None


def _left_out(table: dict, databases: tuple[str, ...], turn: int) -> list[pytest.Item]:
    left = []
    for number, row in enumerate(sorted(table), start=turn):
        if len(table[row]) == len(databases):
            kept = databases[number % len(databases)]
            left += [item for database, item in table[row].items() if database != kept]
    return left
