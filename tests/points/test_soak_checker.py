"""The ledger soak's checker: silent about a right result, and each kind of fault is named."""

import copy
import re

import pytest

from bench import ledger, ledger_books
from bench.ledger_client import VERBS, Client
from bench.ledger_journal import Journal, Operation
from circle.core.db import db
from tests.points.spoilt import FAULTS, Result, find

STEPS, SEED = 260, "17"


@pytest.fixture(scope="module")
def made(world, database, tmp_path_factory):
    app, _cast = world
    with app.app_context():
        database.restore(db.engine)
    place = ledger.prepare(app, 1, 6)[0] | {"limited": 1, "day_seconds": 10**6}
    path = tmp_path_factory.mktemp("soak") / "journal"
    journal = Journal(path)
    client = Client(app, place, journal, SEED)
    for _ in range(STEPS):
        client.step()
    journal.close()
    with app.app_context():
        kept = ledger_books.read(db.engine)
    return path.read_text().splitlines(), kept


@pytest.fixture
def result(made):
    return Result(made[0], copy.deepcopy(made[1]))


def test_a_right_result_is_right_and_has_everything_in_it(result):
    assert result.wrong == []
    assert {each.name for each in result.operations if each.done} == set(VERBS)
    assert {row["refused"] for row in result.kept.occurrences} >= {"limit", "ceiling", "gone", None}
    assert any(len(each.answers) == 2 for each in result.operations)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", VERBS)
def test_what_got_no_answer_may_be_there(result, name):
    result.asked(name).answers = []
    assert result.wrong == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", VERBS)
def test_what_got_no_answer_may_be_missing(result, name):
    """Another one of each, of which nothing is there: fine, until it was answered."""
    asked = dict(result.asked(name).asked)
    asked |= {
        "settle": lambda: {"hold": find(result.kept.holds, state="held")["id"]},
        "cancel": lambda: {"order": find(result.kept.orders, state="placed")["id"]},
        "take_back": lambda: {"award": result.award(steps=0).key},
        "pay_again": lambda: {"award": result.award(steps=1).key},
    }.get(name, dict)()
    missing = Operation("0" * 32, name, asked)
    result.operations.append(missing)
    assert result.wrong == []
    missing.answers = [{"points": 1, "growth": 1, "refused": None, "hold": 0, "order": 0}]
    assert any("lost" in line or "steps are there" in line for line in result.wrong)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what is read is the same
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_named(result, fault):
    named = fault(result)
    assert any(re.search(named, line) for line in result.wrong), result.wrong
