"""Jobs: written with the verb, run once, tried again, buried where they can be seen."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from circle.core import jobs
from circle.core.db import db, session, transaction
from circle.core.errors import Conflict


def put(kind="note", payload=None, **options) -> None:
    with transaction():
        jobs.enqueue(kind, payload or {}, **options)


def waiting() -> list[jobs.Job]:
    return list(session().scalars(select(jobs.Job).order_by(jobs.Job.id)))


def test_the_earliest_job_is_found_without_looking_at_the_others(inside):
    with transaction():
        for number in range(1000):
            jobs.enqueue("note", {"number": number}, delay=timedelta(seconds=number))
    asked = []

    def hear(_connection, _cursor, statement, parameters, *_more) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        jobs.claim_job()
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    claim, values = next(told for told in asked if "ORDER BY jobs.due_at" in told[0])
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE jobs")
        how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = str(connection.exec_driver_sql(how + claim, values).all())
    assert "ix_jobs_waiting" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


def test_a_job_of_a_failed_verb_never_existed(inside):
    with pytest.raises(Conflict), transaction():
        jobs.enqueue("note", {})
        raise Conflict
    assert waiting() == []


def test_a_job_outside_a_verb_is_a_mistake(inside):
    with pytest.raises(RuntimeError):
        jobs.enqueue("note", {})


def test_a_due_job_runs_once_and_is_gone(inside):
    put(payload={"n": 1})
    seen = []
    assert jobs.run_due_job({"note": seen.append}) is True
    assert jobs.run_due_job({"note": seen.append}) is False
    assert (seen, waiting()) == ([{"n": 1}], [])


def test_two_jobs_with_one_key_are_one_while_it_waits(inside):
    put(key="a")
    put(key="a")
    put(key="b")
    assert len(waiting()) == 2


def test_what_changes_while_a_job_runs_gets_a_job_of_its_own(inside):
    put(key="a")
    jobs.run_due_job({"note": lambda payload: put(key="a")})
    assert len(waiting()) == 1


def test_a_delayed_job_waits_for_its_time(inside, clock):
    put(delay=timedelta(minutes=1))
    seen = []
    assert jobs.run_due_job({"note": seen.append}) is False
    clock.travel(minutes=2)
    assert jobs.run_due_job({"note": seen.append}) is True


def test_a_failing_job_is_tried_again_later_and_then_buried(inside, clock):
    put()
    runs = []

    def fail(payload):
        runs.append(1)
        raise ValueError("no")

    for _ in range(jobs.MAX_ATTEMPTS + 3):
        jobs.run_due_job({"note": fail})
        clock.travel(hours=13)
    [buried] = waiting()
    session().refresh(buried)
    assert len(runs) == jobs.MAX_ATTEMPTS
    assert buried.dead_at is not None
    assert buried.last_error == "ValueError: no"
    assert jobs.revive_dead_jobs() == 1
    seen = []
    assert jobs.run_due_job({"note": seen.append}) is True


def test_a_postponed_job_loses_no_attempt(inside, clock):
    put()

    def wait(payload):
        raise jobs.Postponed("later", timedelta(minutes=5))

    jobs.run_due_job({"note": wait})
    [job] = waiting()
    session().refresh(job)
    assert (job.attempts, job.last_error) == (0, "later")
    assert jobs.run_due_job({"note": wait}) is False
    clock.travel(minutes=6)
    assert jobs.run_due_job({"note": lambda payload: None}) is True


def test_a_job_whose_worker_died_is_claimed_again_after_its_lease(inside, clock):
    put()
    assert jobs.claim_job() is not None
    assert jobs.claim_job() is None
    clock.travel(minutes=3)
    assert jobs.claim_job() is not None


def test_recurring_jobs_come_once_a_slot(inside, clock):
    schedule = {"sweep": timedelta(hours=1)}
    jobs.enqueue_recurring(schedule)
    jobs.enqueue_recurring(schedule)
    assert len(waiting()) == 1
    jobs.run_due_job({"sweep": lambda payload: None})
    jobs.enqueue_recurring(schedule)
    assert waiting() == []
    clock.travel(hours=1)
    jobs.enqueue_recurring(schedule)
    assert len(waiting()) == 1


def test_a_job_that_kills_its_worker_every_time_is_buried_too(inside, clock):
    put()
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim_job() is not None
        clock.travel(minutes=3)
    assert jobs.claim_job() is None
    [buried] = waiting()
    session().refresh(buried)
    assert buried.dead_at is not None
    assert buried.last_error == "the worker died of it"


def test_a_long_job_keeps_its_lease(inside, clock, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    put()
    rivals = []

    def work(payload):
        until = time.monotonic() + 0.9
        while time.monotonic() < until:
            rivals.append(jobs.claim_job())
            time.sleep(0.05)

    assert jobs.run_due_job({"note": work}) is True
    assert set(rivals) == {None}


def test_an_idle_worker_takes_no_lock(app):
    with app.app_context():
        jobs.enqueue_recurring({})
        with transaction():
            assert run_beside(app) is False


def run_beside(app):
    """What another worker finds while this one holds the writer's lock."""
    found = []

    def look():
        with app.app_context():
            jobs.enqueue_recurring({})
            found.append(jobs.run_due_job({}))

    beside = threading.Thread(target=look)
    beside.start()
    beside.join(3)
    return found[0] if found else None


def test_a_job_is_known_by_kind_and_payload(inside):
    put("draw", {"id": 7, "name": "茶"})
    assert jobs.has_job("draw", {"id": 7, "name": "茶"})
    for kind, payload in (
        ("draw", {"id": 8, "name": "茶"}), ("draw", {"id": 7, "name": "壶"}), ("draw", {"id": 7}),
        ("note", {"id": 7, "name": "茶"}),
    ):  # fmt: skip
        assert not jobs.has_job(kind, payload)
