"""One transaction: it is alone while it writes, joins, and keeps nothing of what failed."""

import threading

import pytest
from sqlalchemy import func, select, update

from circle.core import db as core_db
from circle.core.clock import EPOCH
from circle.core.db import (
    Lost,
    abandon,
    action,
    before_commit,
    lock_row,
    session,
    snapshot,
    transaction,
)
from circle.core.errors import Conflict, Unavailable
from circle.core.throttle import Throttle


@action
def put(key: str, count: int = 0) -> None:
    session().add(Throttle(key=key, ends_at=EPOCH, count=count))


@action
def put_and_fail(key: str) -> None:
    put(key)
    raise Conflict


@action
def spend(key: str, amount: int) -> None:
    """Take an amount that must be there: read, check, write."""
    row = session().scalars(lock_row(select(Throttle).where(Throttle.key == key))).one()
    if row.count < amount:
        raise Conflict
    row.count -= amount


def kept(key: str) -> int:
    return session().scalar(select(func.count()).select_from(Throttle).where(Throttle.key == key))


def test_what_a_verb_wrote_is_there_afterwards(inside):
    put("a")
    assert kept("a") == 1


def test_a_verb_that_fails_leaves_nothing(inside):
    with pytest.raises(Conflict):
        put_and_fail("a")
    assert kept("a") == 0


def test_a_nested_verb_that_failed_cannot_be_committed_by_the_outer_one(inside):
    with transaction():
        put("outer")
        with pytest.raises(Conflict):
            put_and_fail("inner")
    assert (kept("outer"), kept("inner")) == (0, 0)


def test_an_abandoned_transaction_keeps_nothing_though_nothing_was_raised(inside):
    with transaction():
        put("a")
        abandon()
    assert kept("a") == 0


def test_finishers_run_once_with_all_ids_before_the_commit(inside):
    seen = []
    with transaction():
        before_commit(seen.append, 3)
        before_commit(seen.append, 1)
        before_commit(seen.append, 3)
        assert seen == []
    assert seen == [[1, 3]]


def test_finishers_do_not_run_for_what_failed(inside):
    seen = []
    with pytest.raises(Conflict), transaction():
        before_commit(seen.append, 1)
        raise Conflict
    assert seen == []


def test_eight_threads_cannot_spend_the_same_hundred_points(app):
    with app.app_context():
        put("purse", 100)
    results = in_threads(app, 8, lambda: spend("purse", 60))
    with app.app_context():
        left = session().scalar(select(Throttle.count).where(Throttle.key == "purse"))
    assert (results.count("done"), left) == (1, 40)


def test_four_threads_lose_no_update(app):
    with app.app_context():
        put("sum", 0)

    @action
    def add_one() -> None:
        row = session().scalars(lock_row(select(Throttle).where(Throttle.key == "sum"))).one()
        row.count += 1

    results = in_threads(app, 4, lambda: [add_one() for _ in range(25)])
    with app.app_context():
        total = session().scalar(select(Throttle.count).where(Throttle.key == "sum"))
    assert (results, total) == (["done"] * 4, 100)


def test_a_verb_sees_what_was_committed_after_the_request_began_to_read(app):
    with app.app_context():
        put("row", 1)
    with app.app_context():
        before = session().scalar(select(Throttle.count).where(Throttle.key == "row"))
        in_threads(app, 1, write_other)
        with transaction():
            row = session().scalars(lock_row(select(Throttle).where(Throttle.key == "row"))).one()
            assert (before, row.count) == (1, 5)


def write_other() -> None:
    with transaction():
        session().execute(update(Throttle).where(Throttle.key == "row").values(count=5))


def in_threads(app, number, work) -> list[str]:
    """Run the work in so many threads at once; what each came to."""
    results = []
    start = threading.Barrier(number)

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                work()
                results.append("done")
            except Conflict:
                results.append("refused")

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def lost_times(number, monkeypatch):
    """A verb whose transaction loses so often against another, and how often it ran."""
    monkeypatch.setattr(core_db.time, "sleep", lambda seconds: None)
    ran = []

    @action
    def put_and_lose(key):
        ran.append(key)
        put(key)
        if len(ran) <= number:
            raise Lost(retry_after=1)
        return "done"

    return put_and_lose, ran


def test_a_verb_whose_transaction_lost_is_tried_again_and_writes_once(inside, monkeypatch):
    verb, ran = lost_times(2, monkeypatch)
    assert verb("a") == "done"
    assert len(ran) == 3 and kept("a") == 1


def test_a_verb_that_always_loses_is_given_up(inside, monkeypatch):
    verb, ran = lost_times(100, monkeypatch)
    with pytest.raises(Unavailable):
        verb("a")
    assert len(ran) == core_db.TRIES and kept("a") == 0


def test_inside_another_transaction_it_is_the_whole_that_is_tried_again(inside, monkeypatch):
    verb, ran = lost_times(1, monkeypatch)
    with pytest.raises(Lost), transaction():
        put("outer")
        verb("inner")
    assert (len(ran), kept("outer"), kept("inner")) == (1, 0, 0)

    def whole():
        with transaction():
            put("outer")
            return verb("inner")

    assert core_db.repeated(whole) == "done"
    assert (kept("outer"), kept("inner")) == (1, 1)


def elsewhere(app, work):
    """Do something in another thread, to its end."""

    def run():
        with app.app_context():
            work()
            core_db.db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_snapshot_reads_one_moment_while_others_write(inside, app):
    put("a")
    with snapshot():
        assert kept("a") == 1
        elsewhere(app, lambda: put("b"))
        assert kept("b") == 0
    assert kept("b") == 1


def test_a_verb_takes_no_snapshot_and_a_snapshot_writes_nothing(inside):
    with transaction():
        with pytest.raises(RuntimeError), snapshot():
            pass
        put("a")
    with snapshot():
        assert kept("a") == 1
    put("b")  # the next one writes as ever
    assert kept("b") == 1
