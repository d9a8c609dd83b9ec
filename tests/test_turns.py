"""Rows take turns between the databases, tests of addresses too, and none is lost by it."""

from types import SimpleNamespace

import pytest

from tests.turns import EVERY_ROW, left_to_others

BOTH = ("sqlite", "postgres")


def item(test, database, row=None, marks=(), module="tests/test_tea.py"):
    name = f"{test}[{database}{f'-{row}' if row else ''}]"
    return SimpleNamespace(
        name=name, originalname=test, parent=SimpleNamespace(nodeid=module),
        callspec=SimpleNamespace(params={"database": database, "row": row}),
        get_closest_marker=lambda mark: mark in marks or None,
    )  # fmt: skip


def on_both(test, *rows, **more):
    return [item(test, database, row, **more) for row in rows for database in BOTH]


def names(items):
    return {one.name for one in items}


def test_each_row_runs_on_one_database_and_the_test_on_both():
    items = on_both("test_pour", "green", "white", "black")
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_pour[sqlite-black]", "test_pour[postgres-green]",
                    "test_pour[sqlite-white]"}  # fmt: skip


def test_the_order_of_the_run_changes_nothing():
    items = on_both("test_pour", "green", "white", "black")
    turned = names(left_to_others(items[::-1], BOTH))
    assert turned == names(left_to_others(items, BOTH))


def test_a_test_without_rows_runs_on_both():
    assert left_to_others(on_both("test_pour", None), BOTH) == []


@pytest.mark.parametrize("module", [
    "tests/qa/test_pages.py", "tests/qa/test_staff_pages.py", "tests/points/test_order_page.py",
    "tests/qa/test_api.py", "tests/qa/test_routes.py", "tests/journeys/test_wishes.py",
])  # fmt: skip
def test_tests_of_pages_and_addresses_run_on_one_by_turns(module):
    items = [one for test in ("test_a", "test_b", "test_c")
             for one in on_both(test, None, module=module)]  # fmt: skip
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_a[sqlite]", "test_b[postgres]", "test_c[sqlite]"}
    assert left_to_others(on_both("test_a", None, module=module), BOTH) == []  # named alone


@pytest.mark.parametrize("module", ["tests/qa/test_apiary.py", "tests/qa/test_duties.py",
                                    "tests/home/test_me.py"])  # fmt: skip
def test_tests_of_verbs_and_queries_run_on_both(module):
    items = [one for test in ("test_a", "test_b") for one in on_both(test, None, module=module)]
    assert left_to_others(items, BOTH) == []


def test_rows_of_a_test_of_pages_take_turns_among_themselves():
    items = on_both("test_a", "x", "y", module="tests/qa/test_pages.py")
    items += on_both("test_b", None, module="tests/qa/test_pages.py")
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_a[sqlite-x]", "test_a[postgres-y]", "test_b[sqlite]", "test_b[postgres]"}


def test_rows_that_race_or_send_sql_of_their_own_run_on_both():
    assert left_to_others(on_both("test_pour", "a", "b", marks={EVERY_ROW}), BOTH) == []
    assert left_to_others(on_both("test_pour", "a", "b"), BOTH)


def test_who_asks_for_one_database_or_one_row_gets_it():
    on_one = [item("test_pour", "postgres", row) for row in ("a", "b")]
    assert left_to_others(on_one, BOTH) == []
    assert left_to_others(on_both("test_pour", "b"), BOTH) == []
