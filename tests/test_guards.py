"""Every guard still stands where its list says, and the tests that should miss it exist."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.guards import GUARDS
from tests.mutants import switched_off

ROOT = Path(__file__).parents[1]


@cache
def text_of(file: str) -> str:
    return (ROOT / file).read_text()


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse(text_of(file))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_guards_have_names_of_their_own():
    assert [name for name, often in Counter(g.name for g in GUARDS).items() if often > 1] == []


def test_every_guard_stands_where_it_is_said_to_and_is_tried():
    lost, tried_by_nobody = [], []
    for guard in GUARDS:
        text = text_of(guard.file)
        try:
            stands = switched_off(guard, text) != text
        except SystemExit:
            stands = False
        lost += [] if stands else [guard.name]
        for test in guard.tests:
            file, _, name = test.partition("::")
            tried_by_nobody += [] if not name or name in named_in(file) else [test]
    assert lost == []
    assert tried_by_nobody == []


def test_a_guard_that_moved_is_noticed():
    guard = GUARDS[0]
    text = (ROOT / guard.file).read_text()
    for changed in (text.replace(guard.code, ""), text + f"\n# {guard.code}"):
        with pytest.raises(SystemExit, match=guard.name):
            switched_off(guard, changed)
