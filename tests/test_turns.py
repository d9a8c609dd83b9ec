"""Tests, and rows of tests, take turns between the databases, and none is lost by it."""

import threading
from types import SimpleNamespace

import pytest

from tests.races import at_once
from tests.turns import EVERY_ROW, WALK, Ways, left_to_others

BOTH = ("sqlite", "postgres")


def calm():
    """A test that does one thing after the other."""


def racing(app):
    """A test in which several do something at once."""
    return [at_once(app, [work]) for work in ()]


def letting_go():
    """A test that has it done by what it calls."""
    racing(None)


def with_threads():
    """A test with threads of its own."""
    threading.Thread(target=calm).start()


def choosy(session):
    """A test that means one of the databases."""
    return session.get_bind().dialect.name


def item(test, database, row=None, **more):
    name = f"{test}[{database}{f'-{row}' if row else ''}]"
    return SimpleNamespace(
        name=name, originalname=test, function=more.get("does", calm),
        parent=SimpleNamespace(nodeid=more.get("module", "tests/tea/test_tea.py")),
        callspec=SimpleNamespace(params={"database": database, "row": row}),
        get_closest_marker=lambda mark: mark in more.get("marks", ()) or None,
    )  # fmt: skip


def on_both(test, *rows, **more):
    return [item(test, database, row, **more) for row in rows for database in BOTH]


def names(items):
    return {one.name for one in items}


def test_with_the_next_turn_each_row_runs_on_the_other_database():
    items = on_both("test_pour", "green", "white", "black")
    kept = [names(items) - names(left_to_others(items, BOTH, turn=turn)) for turn in (0, 1, 2)]
    assert kept[0] == kept[2]
    assert kept[0] | kept[1] == names(items)
    assert not kept[0] & kept[1]


def test_each_row_runs_on_one_database_and_the_test_on_both():
    items = on_both("test_pour", "green", "white", "black")
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_pour[sqlite-black]", "test_pour[postgres-green]",
                    "test_pour[sqlite-white]"}  # fmt: skip


def test_the_order_of_the_run_changes_nothing():
    items = on_both("test_pour", "green", "white", "black")
    turned = names(left_to_others(items[::-1], BOTH))
    assert turned == names(left_to_others(items, BOTH))


def test_tests_of_a_module_run_on_one_by_turns():
    items = [one for test in ("test_a", "test_b", "test_c") for one in on_both(test, None)]
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_a[sqlite]", "test_b[postgres]", "test_c[sqlite]"}


def test_tests_of_the_database_itself_run_on_both():
    items = [one for test in ("test_a", "test_b")
             for one in on_both(test, None, "x", module="tests/core/test_db.py")]  # fmt: skip
    assert left_to_others(items, BOTH) == []


def test_rows_take_turns_among_themselves():
    items = on_both("test_a", "x", "y") + on_both("test_b", None)
    kept = names(items) - names(left_to_others(items, BOTH))
    assert kept == {"test_a[sqlite-x]", "test_a[postgres-y]", "test_b[sqlite]", "test_b[postgres]"}


@pytest.mark.parametrize("more", [
    {"does": racing}, {"does": letting_go}, {"does": with_threads}, {"does": choosy},
    {"marks": {EVERY_ROW}},
])  # fmt: skip
def test_what_races_asks_which_it_is_or_sends_sql_of_its_own_runs_on_both(more):
    assert left_to_others(on_both("test_pour", "a", "b", **more), BOTH) == []
    assert left_to_others(on_both("test_pour", "a", "b"), BOTH)


def test_who_asks_for_one_database_one_test_or_one_row_gets_it():
    on_one = [item("test_pour", "postgres", row) for row in ("a", "b")]
    assert left_to_others(on_one, BOTH) == []
    assert left_to_others(on_both("test_pour", "b"), BOTH) == []
    assert left_to_others(on_both("test_pour", None), BOTH) == []


def test_where_every_row_runs_those_of_walks_alone_take_turns():
    items = on_both("test_walk", "x", "y", marks={WALK}) + on_both("test_pour", "x", "y")
    kept = names(items) - names(left_to_others(items, BOTH, walks_alone=True))
    assert kept == {"test_walk[sqlite-x]", "test_walk[postgres-y]",
                    *names(on_both("test_pour", "x", "y"))}  # fmt: skip


def test_each_is_asked_in_another_way_with_each_turn_and_in_all_of_them_if_wanted():
    ways = ("pending", "hidden", "removed")
    asked = [[*Ways(turn, every=False)(ways, number)] for turn in (7, 8, 9) for number in (4,)]
    assert sorted(one for some in asked for one in some) == sorted(ways)
    assert {one for number in range(3) for one in Ways(0, every=False)(ways, number)} == set(ways)
    assert Ways(7, every=True)(ways, 4) == ways


def test_where_not_everything_is_asked_races_take_turns_too():
    items = on_both("test_race", None) + on_both("test_pour", None)
    kept = names(items) - names(left_to_others(items, BOTH, all_do=True))
    assert len(kept) == 2
