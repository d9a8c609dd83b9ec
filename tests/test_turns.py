"""Rows of one test take turns between the databases, and no row is lost by it."""

from types import SimpleNamespace

from tests.turns import EVERY_ROW, left_to_others

BOTH = ("sqlite", "postgres")


def item(test, database, row=None, marks=()):
    name = f"{test}[{database}{f'-{row}' if row else ''}]"
    return SimpleNamespace(
        name=name, originalname=test, parent=SimpleNamespace(nodeid="tests/test_tea.py"),
        callspec=SimpleNamespace(params={"database": database, "row": row}),
        get_closest_marker=lambda mark: mark in marks or None,
    )  # fmt: skip


def on_both(test, *rows, marks=()):
    return [item(test, database, row, marks) for row in rows for database in BOTH]


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


def test_rows_that_race_or_send_sql_of_their_own_run_on_both():
    assert left_to_others(on_both("test_pour", "a", "b", marks={EVERY_ROW}), BOTH) == []
    assert left_to_others(on_both("test_pour", "a", "b"), BOTH)


def test_who_asks_for_one_database_or_one_row_gets_it():
    on_one = [item("test_pour", "postgres", row) for row in ("a", "b")]
    assert left_to_others(on_one, BOTH) == []
    assert left_to_others(on_both("test_pour", "b"), BOTH) == []
