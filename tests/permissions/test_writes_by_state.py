"""Everything done to an entry, tried by everybody with what it takes, however the entry stands."""

import uuid

import pytest
from flask.testing import FlaskClient

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core import web
from circle.core.api import BodyReader
from circle.core.db import db
from tests.permissions import world as worlds
from tests.permissions.bodies import RAW, body_of, typed
from tests.permissions.table import read_states
from tests.permissions.walking import OUTSIDE, WHO, asked_of, browser_of, kind_of, meaning

WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
KEPT_BACK = ("pending", "hidden", "removed")
TABLE = read_states("states.txt")
DONE = ("y", ">")
LOST = """{} is in no class: write it under the heading of those it is like in
tests/permissions/states.txt (or under a heading of its own)"""


@pytest.fixture
def things(app, cast, scene, clock):
    """One thing of each kind in each state."""
    return scene(worlds.SCENE, lambda: worlds.make_world(app, cast, clock))


@pytest.fixture
def filled_in(things, taken_back, monkeypatch):
    """Every form and every body is whole."""
    monkeypatch.setattr(web, "_typed_values", lambda schema, _form: typed(schema, things))
    monkeypatch.setattr(
        BodyReader, "load_json", lambda _self, _req, schema: body_of(schema, things)
    )


def send(browser, asked):
    """The answer, with a key: what is done and what is told of it are one transaction."""
    key, kind = uuid.uuid4().hex, {"Accept": "application/json"}
    if asked.rule.startswith("/api/v1"):
        headers = {"X-CSRF-Token": browser.csrf, "Idempotency-Key": key}
        return FlaskClient.open(
            browser, asked.path, method=asked.method, json={}, headers=headers | kind
        )
    form = {"csrf_token": browser.csrf, "_key": key, **RAW}
    return FlaskClient.open(browser, asked.path, method="POST", data=form, headers=kind)


def letter_of(answer) -> str:
    """`w` done, `c` it does not fit how things stand, `i` what was sent is not enough."""
    letter = "c" if answer.status_code == 409 else meaning(answer)
    return "w" if letter in DONE else letter


def walk(app, cast, things, who, ways, kept_back=()):
    """What is answered about entries that show, and about those kept back."""
    browser = browser_of(app, cast, things, who)
    for asked in asked_of(app, things, WRITES, who, ways, kept_back):
        if kind_of(asked.rule):
            yield str(asked), asked.state, letter_of(send(browser, asked))


def everywhere(app, cast, things, who, ways):
    """The address, the place and what is answered there: in each state, archived, and private."""
    yield from walk(app, cast, things, who, ways, KEPT_BACK)
    change(app, cast, circles.archive_circle)
    for address, _state, letter in walk(app, cast, things, who, ways):
        yield address, "archived", letter
    if who in OUTSIDE:
        change(app, cast, circles.reopen_circle)
        change(app, cast, circles.change_settings, SettingsChange(visibility="private"))
        for address, _state, letter in walk(app, cast, things, who, ways):
            yield address, "private", letter


def change(app, cast, verb, *given):
    """The owner does something to the circle, and it is kept."""
    with app.app_context():
        owner = cast.owner.inside()
        verb(owner, owner.circle_id, *given)
        db.session.remove()


@pytest.mark.one_database
def test_the_table_names_every_address_that_changes_an_entry(app):
    there = {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() if kind_of(rule.rule)
             for method in rule.methods & WRITES}  # fmt: skip
    assert not there - set(TABLE), "\n".join(LOST.format(one) for one in sorted(there - set(TABLE)))
    assert sorted(set(TABLE) - there) == []


@pytest.mark.one_database
@pytest.mark.parametrize("who", WHO)
def test_what_somebody_does_to_an_entry_is_done_as_the_table_says(
    app, cast, things, filled_in, ways, who
):
    wrong = []
    for address, place, letter in everywhere(app, cast, things, who, ways):
        row = TABLE.get(address)  # the test above names what is missing
        if row and letter != row[place][who]:
            wrong.append(f"{address} ({place}): {letter}, not {row[place][who]}")
    assert not wrong, "\n".join(wrong)
