"""Who leaves a circle leaves its topics: soon, and without anybody waiting for anybody."""

import threading
from contextlib import suppress

import pytest

from circle.circles import actions as circles
from circle.circles.actions import joining
from circle.core import db as database
from circle.core.db import db
from circle.topics import actions, queries
from tests.factories.circles import join
from tests.factories.topics import inside, open_topic
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm", "inside")
MEET = 0.5  # seconds two of them wait for each other; where one writes at a time, in vain


def leave(person):
    here = inside(person)
    circles.leave_circle(here, here.circle_id)


def state_of(topic_id, person):
    signed = queries.find_sign_up(topic_id, person.user_id)
    return signed and signed.state


def test_who_comes_back_at_once_keeps_what_they_sign_up_for_then(cast, clock, run_jobs):
    first, second = (open_topic(inside(cast.guest), "event").id for _ in range(2))
    actions.sign_up(inside(cast.member), first)
    leave(cast.member)
    clock.travel(seconds=1)
    join(cast.member.actor, "tea")
    actions.sign_up(inside(cast.member), second)
    run_jobs()
    db.session.remove()
    assert (state_of(first, cast.member), state_of(second, cast.member)) == ("cancelled", "going")


def test_signing_up_and_leaving_at_once_never_wait_for_each_other(
    app, cast, monkeypatch, run_jobs
):
    topic = open_topic(inside(cast.guest), "event").id
    actions.sign_up(inside(cast.member), topic)
    actions.cancel_sign_up(inside(cast.member), topic)  # held a moment: theirs for a tap
    db.session.remove()
    lost, gate = ended(monkeypatch), threading.Barrier(2)
    monkeypatch.setattr(queries, "find_sign_up", meeting(gate, queries.find_sign_up))
    monkeypatch.setattr(joining, "end_membership", meeting(gate, joining.end_membership))
    works = [lambda: actions.sign_up(inside(cast.member), topic).state, lambda: leave(cast.member)]
    assert at_once(app, works)[1] == "done"
    run_jobs()
    db.session.remove()
    assert (lost, state_of(topic, cast.member)) == ([], "cancelled")


def ended(monkeypatch):
    """Transactions the database ended because they waited for each other."""
    found = []

    class Counted(database.Lost):
        def __init__(self, *given, **more):
            found.append(self)
            super().__init__(*given, **more)

    monkeypatch.setattr(database, "Lost", Counted)
    return found


def meeting(gate, known):
    """The same, once both are there; each holds by then what it locks first."""
    def run(*given, **more):
        with suppress(threading.BrokenBarrierError):
            gate.wait(MEET)
        return known(*given, **more)

    return run
