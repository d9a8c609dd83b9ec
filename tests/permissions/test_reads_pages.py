"""Every address that is read, asked by everybody: whom it answers, and what nobody else is told."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.permissions import world as worlds
from tests.permissions.table import HIDDEN, may_answer, read_table
from tests.permissions.walking import (
    OUTSIDE,
    STRANGERS,
    WHO,
    ask,
    asked_of,
    browser_of,
    is_special,
    meaning,
    said,
)

GET = frozenset(("GET",))
TABLE = read_table("reads.txt")
LOST = """{} is in no class: write it under the heading of those it is for in
tests/permissions/reads.txt (or under a heading of its own)"""
ALL_STAY_IN = "everybody"


@pytest.fixture
def things(app, cast, scene, clock, run_index):
    """One thing of each kind in each state, and all of it found by searching."""
    made = scene(worlds.SCENE, lambda: worlds.make_world(app, cast, clock))
    run_index()
    return made


@pytest.mark.one_database
def test_the_table_names_every_address_that_is_read(app):
    there = {f"GET {rule.rule}" for rule in app.url_map.iter_rules()
             if "GET" in rule.methods and rule.endpoint != "static"}  # fmt: skip
    assert not there - set(TABLE), "\n".join(LOST.format(one) for one in sorted(there - set(TABLE)))
    assert sorted(set(TABLE) - there) == []


def walk(app, cast, things, who, ways, kept_back=()):
    """What everything answers somebody, with all that was said."""
    browser = browser_of(app, cast, things, who)
    found = asked_of(app, things, GET, who, ways, kept_back)
    for number, asked in enumerate(asked for asked in found if str(asked) in TABLE):
        answer = ask(browser, asked, number)
        yield asked, meaning(answer), said(answer)


def secrets(states):
    """The words of everything in these states."""
    return [worlds.secret(kind, state) for kind in worlds.KINDS for state in states]


@pytest.mark.walk
@pytest.mark.parametrize("who", WHO)
def test_a_public_circle_answers_whom_the_table_says(app, cast, things, ways, who):
    wrong = []
    for asked, letter, words in walk(app, cast, things, who, ways, worlds.KEPT_BACK):
        cell = TABLE[str(asked)].public[who]
        right = cell if asked.state == "published" else of_kept_back(asked, who, cell)
        if letter not in right:
            wrong.append(f"{asked} ({asked.state}): {letter}, not {right}")
        told = [one for one in secrets(worlds.KEPT_BACK) if one in words]
        if who in STRANGERS and told:
            wrong.append(f"{asked} ({asked.state}) tells {told}")
    assert not wrong, "\n".join(wrong)


def of_kept_back(asked, who, cell):
    """Of what is removed everybody, of what waits or is hidden strangers find nothing.

    Its author and the staff find no more than when it shows, and read what everybody would.
    """
    if who in STRANGERS or asked.state == "removed":
        return f"{HIDDEN}s" if who == "anonymous" else HIDDEN
    read = TABLE[str(asked)].name.startswith(ALL_STAY_IN) and not is_special(asked.rule)
    ends = asked.rule.endswith(("/share", "/qr.svg"))  # nothing to hand on before it shows
    return cell if read and not ends else f"{cell}n{HIDDEN}"


@pytest.mark.walk
@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("visibility", ["preview", "private"])
def test_who_is_outside_a_closed_circle_finds_what_the_table_says(
    app, cast, things, ways, who, visibility
):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(visibility=visibility))
    kept = secrets(worlds.STATES if visibility == "private" else worlds.KEPT_BACK)
    wrong = []
    for asked, letter, words in walk(app, cast, things, who, ways):
        right = may_answer(getattr(TABLE[str(asked)], visibility_of(visibility))[who], who, asked,
                           visibility)  # fmt: skip
        if letter not in right:
            wrong.append(f"{asked}: {letter}, not {right}")
        told = [one for one in kept if one in words and one not in asked.path]
        if told:
            wrong.append(f"{asked} tells {told}")
    assert not wrong, "\n".join(wrong)


def visibility_of(visibility):
    """Which column of the table holds: of a private circle its rule stands on the public one."""
    return "preview" if visibility == "preview" else "public"
