"""Work that leaves the database or may fail: rows written with the verb, run by the worker."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Index, String, Text, delete, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.local import LocalProxy

from circle.core import clock
from circle.core.db import Model, action, in_transaction, insert_into, lock_row, session

LEASE = timedelta(minutes=2)  # renewed while the job runs; its worker dead, another takes it
MAX_ATTEMPTS = 10  # with the back-off below, about a day and a half
MAX_BACK_OFF = timedelta(hours=12)

Handler = Callable[[Any], None]

log = logging.getLogger("circle.jobs")


class Postponed(Exception):
    """A handler cannot work yet through no fault of the job; it waits without losing an attempt."""

    def __init__(self, reason: str, delay: timedelta) -> None:
        super().__init__(reason)
        self.delay = delay


_WAITS = text("dead_at IS NULL")


class Job(Model):
    """One piece of work: due, leased while it runs, gone when done, dead after MAX_ATTEMPTS."""

    __tablename__ = "jobs"
    __table_args__ = (
        # claim: the earliest that is due; PostgreSQL orders by no index that begins with IS NULL
        Index("ix_jobs_waiting", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("uq_jobs_kind_key", "kind", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(128))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    dead_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Schedule(Model):
    """The last time slot in which a recurring job was put into the list."""

    __tablename__ = "schedules"

    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[int]


def enqueue(
    kind: str, payload: dict[str, Any], *, key: str | None = None, delay: timedelta = timedelta(0)
) -> None:
    """Add a job to the open transaction; one with the same key that still waits is enough."""
    if not in_transaction():
        raise RuntimeError("enqueue belongs inside a verb")
    row = {
        "kind": kind, "key": key, "payload": payload, "attempts": 0,
        "due_at": clock.now() + delay, "created_at": clock.now(),
    }
    session().execute(insert_into(Job.__table__).on_conflict_do_nothing(), row)


def has_job(kind: str, payload: dict[str, Any]) -> bool:
    """Whether there is such a job already: waiting, tried again or buried."""
    of_kind = select(Job.payload).where(Job.kind == kind)
    for name, value in payload.items():
        if isinstance(value, int):
            of_kind = of_kind.where(Job.payload[name].as_integer() == value)
    return payload in session().scalars(of_kind).all()


def is_under_way(kind: str, name: str, number: int) -> bool:
    """Whether a job of a kind whose payload has this number under this name waits or runs."""
    living = select(Job.id).where(Job.kind == kind, Job.dead_at.is_(None))
    living = living.where(Job.payload[name].as_integer() == number)
    return session().scalar(living.limit(1)) is not None


@action
def claim_job() -> tuple[int, str, dict[str, Any]] | None:
    """Lease the earliest due job, or None. A lease that ran out is claimed again."""
    now = clock.now()
    statement = (
        select(Job)
        .where(Job.dead_at.is_(None), Job.due_at <= now)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .order_by(Job.due_at, Job.id)
        .limit(1)
    )
    job = session().scalar(lock_row(statement).with_for_update(skip_locked=True))
    if job is None:
        return None
    if job.attempts >= MAX_ATTEMPTS:  # every worker that took it died
        job.dead_at, job.last_error = now, job.last_error or "the worker died of it"
        return None
    job.leased_until = now + LEASE
    job.attempts += 1
    job.key = None  # what changes from here on deserves a job of its own
    return job.id, job.kind, job.payload


def is_job_due() -> bool:
    """Whether there is anything to claim: a plain read, so that an idle worker locks nothing."""
    now = clock.now()
    due = (
        select(Job.id)
        .where(Job.dead_at.is_(None), Job.due_at <= now)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .limit(1)
    )
    found = session().scalar(due) is not None
    session().rollback()  # end the read, or it would hold its snapshot while we sleep
    return found


@action
def renew_lease(job_id: int) -> None:
    """Keep a job that takes long from being claimed by another worker."""
    session().execute(
        update(Job).where(Job.id == job_id).values(leased_until=clock.now() + LEASE)
    )


@action
def finish_job(job_id: int) -> None:
    """Forget a job that succeeded."""
    session().execute(delete(Job).where(Job.id == job_id))


@action
def fail_job(job_id: int, error: str) -> None:
    """Put a failed job back with a growing pause, or bury it where it can be seen."""
    job = session().scalar(lock_row(select(Job).where(Job.id == job_id)))
    if job is None:
        return
    now = clock.now()
    job.last_error = error[-4000:]
    job.leased_until = None
    if job.attempts >= MAX_ATTEMPTS:
        job.dead_at = now
        return
    job.due_at = now + min(timedelta(seconds=5 * 3**job.attempts), MAX_BACK_OFF)


@action
def postpone_job(job_id: int, reason: str, delay: timedelta) -> None:
    """Let a job wait without counting the attempt."""
    session().execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            last_error=reason, leased_until=None, due_at=clock.now() + delay,
            attempts=Job.attempts - 1,
        )
    )


def enqueue_recurring(schedule: Mapping[str, timedelta]) -> None:
    """Put every recurring job whose slot has come into the list, once per slot."""
    now = clock.now().timestamp()
    slots = {kind: int(now // every.total_seconds()) for kind, every in schedule.items()}
    known = {row.kind: row.slot for row in session().execute(select(Schedule.kind, Schedule.slot))}
    session().rollback()
    come = {kind: slot for kind, slot in slots.items() if known.get(kind) != slot}
    if come:
        _enqueue_slots(come)


@action
def _enqueue_slots(slots: Mapping[str, int]) -> None:
    for kind, slot in slots.items():
        known = session().scalar(lock_row(select(Schedule).where(Schedule.kind == kind)))
        if known is None:
            session().add(Schedule(kind=kind, slot=slot))
        elif known.slot == slot:
            continue
        else:
            known.slot = slot
        enqueue(kind, {}, key="recurring")


@action
def revive_dead_jobs() -> int:
    """Give every buried job its attempts back; answers how many."""
    found = session().execute(
        update(Job)
        .where(Job.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, due_at=clock.now(), leased_until=None)
        .returning(Job.id)
    )
    return len(found.all())


def run_due_job(handlers: Mapping[str, Handler]) -> bool:
    """Run one due job; True when there was one, whether it succeeded or not."""
    claimed = claim_job() if is_job_due() else None
    if claimed is None:
        return False
    job_id, kind, payload = claimed
    started = time.monotonic()
    try:
        with _lease_kept(job_id):
            handlers[kind](payload)
    except Postponed as wait:
        session().rollback()
        postpone_job(job_id, str(wait), wait.delay)
    except Exception as error:
        session().rollback()
        log.exception("job failed", extra={"kind": kind, "job": job_id})
        fail_job(job_id, f"{type(error).__name__}: {error}")
    else:
        finish_job(job_id)
        log.debug(
            "job done", extra={"kind": kind, "job": job_id, "s": time.monotonic() - started}
        )
    return True


@contextmanager
def _lease_kept(job_id: int) -> Iterator[None]:
    """Renew a job's lease from beside it for as long as it runs."""
    app = cast("LocalProxy[Flask]", current_app)._get_current_object()
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(LEASE.total_seconds() / 3):
            with app.app_context():
                renew_lease(job_id)

    beside = threading.Thread(target=renew, daemon=True)
    beside.start()
    try:
        yield
    finally:
        ended.set()
        beside.join()
