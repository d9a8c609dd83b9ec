"""Serving: what a program does before it serves is done apart from it."""

import subprocess
import sys
import threading

import pytest

from circle import server
from tests.conftest import REPO

PROGRAM = """
import circle.server
kept = []
def task(last):
    kept.append(1)
    print("done", flush=True)
    return 1 / last
circle.server.run_apart(lambda: task(1))
print("kept", kept, flush=True)
circle.server.run_apart(lambda: task(0))
print("kept", kept)
"""


def test_what_is_done_apart_leaves_nothing_behind_and_ends_all_when_it_fails():
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()) == (1, ["done", "kept []", "done"])
    assert ran.stderr.count("ZeroDivisionError") == 1


@pytest.fixture
def worker(app, monkeypatch):
    """A worker that leaves the signals of the tests alone."""
    monkeypatch.setattr(server.signal, "signal", lambda number, reaction: None)
    return server.Worker(app)


@pytest.mark.one_database
def test_what_stands_beside_the_jobs_waits_for_no_long_one(worker, monkeypatch):
    done = threading.Event()
    waited = []

    def long_job(handlers):
        waited.append(done.wait(10))
        worker._stop(15, None)
        return False

    monkeypatch.setattr(server, "BESIDE", {"beside": lambda: done.set() or False})
    monkeypatch.setattr(server, "run_due_job", long_job)
    worker.run()
    assert waited == [True]


@pytest.mark.one_database
def test_a_worker_until_idle_leaves_nothing_beside_its_jobs_either(worker, monkeypatch):
    left = [3, 2, 1]
    monkeypatch.setattr(server, "BESIDE", {"beside": lambda: bool(left and left.pop())})
    worker.run(until_idle=True)
    assert left == []
