"""Every address that changes something, asked by everybody with nothing sent: who is let in."""

import pytest

from circle.core.db import db
from tests.permissions import world as worlds
from tests.permissions.table import read_table
from tests.permissions.walking import WHO, ask, asked_of, browser_of, meaning

WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
TABLE = read_table("writes.txt")
LET_IN = {"w": "y>i", "y": "y>"}
LOST = """{} is in no class: write it under the heading of those it lets in, in
tests/permissions/writes.txt (or under a heading of its own)"""


@pytest.mark.one_database
def test_the_table_names_every_address_that_changes_something(app):
    there = {f"{method} {rule.rule}" for rule in app.url_map.iter_rules()
             for method in rule.methods & WRITES}  # fmt: skip
    assert not there - set(TABLE), "\n".join(LOST.format(one) for one in sorted(there - set(TABLE)))
    assert sorted(set(TABLE) - there) == []


@pytest.mark.one_database
@pytest.mark.parametrize("who", WHO)
def test_whoever_tries_is_let_in_as_the_table_says(
    app, database, cast, scene, clock, taken_back, ways, who
):
    things = scene(worlds.SCENE, lambda: worlds.make_world(app, cast, clock))
    browser, wrong = browser_of(app, cast, things, who), []
    for number, asked in enumerate(asked_of(app, things, WRITES, who, ways)):
        if str(asked) not in TABLE:
            continue  # the test above names it
        taken_back.clear()
        answer = ask(browser, asked, number)
        letter, cell = meaning(answer), TABLE[str(asked)].public[who]
        if letter not in LET_IN.get(cell, cell):
            wrong.append(f"{asked}: {letter}, not {cell}")
        if answer.status_code < 400 and letter != "s" and not taken_back:
            with app.app_context():
                db.session.remove()
                database.restore(db.engine, worlds.SCENE)
            browser = browser_of(app, cast, things, who)
    assert not wrong, "\n".join(wrong)
