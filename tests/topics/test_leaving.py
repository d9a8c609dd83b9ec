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
from tests.factories.topics import inside, offer_trial, open_topic
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


def test_who_comes_back_begins_anew_at_an_event_they_had_signed_up_for(cast, clock, run_jobs):
    topic = open_topic(inside(cast.guest), "event", capacity=1).id
    for person in (cast.member, cast.admin):
        actions.sign_up(inside(person), topic)
    leave(cast.member)
    clock.travel(seconds=1)
    join(cast.member.actor, "tea")
    signed = actions.sign_up(inside(cast.member), topic)
    assert (signed.number, signed.state) == (3, "waiting")
    again = actions.sign_up(inside(cast.member), topic)
    assert (again.number, again.state) == (3, "waiting")
    db.session.remove()
    run_jobs()
    assert [state_of(topic, who) for who in (cast.admin, cast.member)] == ["going", "waiting"]
    assert not list(queries.wrong_gatherings())


def test_a_place_taken_off_before_leaving_begins_anew_when_it_is_put_back(cast, clock, run_jobs):
    topic = open_topic(inside(cast.guest), "event").id
    actions.sign_up(inside(cast.member), topic)
    actions.take_off(inside(cast.guest), topic, inside(cast.member).membership_id)
    leave(cast.member)
    clock.travel(seconds=1)
    join(cast.member.actor, "tea")
    actions.put_back(inside(cast.guest), topic, inside(cast.member).membership_id)
    db.session.remove()
    run_jobs()
    assert state_of(topic, cast.member) == "going"
    assert not list(queries.wrong_gatherings())


def test_who_comes_back_applies_anew(cast, clock, run_jobs):
    topics = [open_topic(inside(cast.guest)).id for _ in range(2)]
    for topic in topics:
        offer_trial(inside(cast.owner), topic)
        actions.apply_for_trial(inside(cast.member), topic, "想试试")
    member_id = inside(cast.member).membership_id
    actions.decide_applications(inside(cast.guest), topics[1], [member_id], "selected")
    leave(cast.member)
    clock.travel(seconds=1)
    join(cast.member.actor, "tea")
    for topic in topics:
        actions.apply_for_trial(inside(cast.member), topic, "还是想试试")
    db.session.remove()
    run_jobs()
    rows = [queries.find_application(topic, cast.member.user_id) for topic in topics]
    assert [(row.words, row.state) for row in rows] == [("还是想试试", "applied")] * 2
    assert not list(queries.wrong_trials())


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
