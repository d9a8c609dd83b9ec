"""What the law asks stands in one table, which names tests that are really there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| R(\d+) \|")
STATES = {"Met", "Part", "Operator", "Waits"}


@cache
def found_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def table_of_the_law() -> list[list[str]]:
    lines = (ROOT / "docs" / "compliance.md").read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines
            if ROW.match(line)]  # fmt: skip


def test_every_requirement_has_one_row_and_a_state():
    assert [row[0] for row in table_of_the_law()] == [f"R{number}" for number in range(1, 37)]
    assert {row[2] for row in table_of_the_law()} <= STATES
    assert all(len(row) == 5 for row in table_of_the_law())


def test_what_is_met_is_shown_by_tests_that_exist():
    wrong = []
    for number, _asks, state, _where, shown in table_of_the_law():
        named = re.findall(r"`(tests/[^`]+)::(\w+)`", shown)
        if state == "Met" and not named:
            wrong.append(f"{number}: no test")
        wrong += [f"{number}: {file}::{name}" for file, name in named
                  if not (ROOT / file).exists() or name not in found_in(file)]  # fmt: skip
    assert wrong == []
