"""Serving: gunicorn for the pages and one worker for the jobs, started and ended together."""

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from flask import Flask
from gunicorn.app.base import BaseApplication

from circle.core.db import db, session
from circle.core.jobs import enqueue_recurring, run_due_job
from circle.wiring import BESIDE, JOBS, SCHEDULE

THREADS = 4
IDLE_SECONDS = 0.5  # how long the worker sleeps when nothing is due
GRACE_SECONDS = 25  # what a request in flight gets to finish
PR_SET_PDEATHSIG = 1  # linux/prctl.h
MAX_REQUESTS_AHEAD = 512
MEMORY_DIR = "/dev/shm"  # noqa: S108 - heartbeats must not wait for a disk

log = logging.getLogger("circle.server")


class Web(BaseApplication):
    """gunicorn with our settings instead of its command line."""

    def __init__(self, app: Flask, bind: str, workers: int) -> None:
        self._app = app
        self._choices = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "backlog": MAX_REQUESTS_AHEAD,
            "control_socket_disable": True,
            "accesslog": None,
            "loglevel": "warning",
            "worker_tmp_dir": MEMORY_DIR if Path(MEMORY_DIR).is_dir() else None,
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our choices; nothing from files or the command line."""
        for name, value in self._choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application every worker serves."""
        return self._app


def serve_web(app: Flask, bind: str, workers: int) -> None:
    """Serve pages until SIGTERM, which lets requests in flight finish."""
    Web(app, bind, workers).run()


def serve_all(app: Flask, bind: str, workers: int) -> None:
    """Serve pages and run jobs in two child processes; one that dies is started again.

    SIGTERM and SIGINT end both, letting requests in flight and the running job finish.
    """
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared across a fork
    gc.collect()
    gc.freeze()  # what is here stays shared between the processes: the collector leaves it alone
    parts: dict[str, Callable[[], None]] = {
        "web": lambda: serve_web(app, bind, workers),
        "worker": lambda: Worker(app).run(),
    }
    Supervisor(parts).run()


def run_apart(task: Callable[[], None]) -> None:
    """Do something in a child process, whose memory goes with it; ends the program if it fails."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _end_with_parent()
        code = 1
        try:
            task()
            code = 0
        except Exception:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            os._exit(code)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit(1)


class Supervisor:
    """Keeps one child process per part alive until told to stop."""

    def __init__(self, parts: Mapping[str, Callable[[], None]]) -> None:
        self._parts = parts
        self._running: dict[int, str] = {}
        self._stopping = False

    def run(self) -> None:
        """Start every part, start again what dies, end all when told to."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self._parts:
            self._start(name)
        while self._running:
            pid, status = os.waitpid(-1, 0)
            name = self._running.pop(pid, "")
            if name and not self._stopping:
                log.error("a part ended and is started again", extra={"part": name, "was": status})
                time.sleep(IDLE_SECONDS)
                self._start(name)

    def _start(self, name: str) -> None:
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent()
        code = 0
        try:
            self._parts[name]()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        finally:
            os._exit(code)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)


def _end_with_parent() -> None:
    """On Linux, have the kernel send SIGTERM when the supervisor is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Worker:
    """Runs due jobs one after another, and beside them what waits for none, until told to stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = False
        self._parent = os.getppid()

    def run(self, *, until_idle: bool = False) -> None:
        """Work until SIGTERM, until the parent is gone, or until nothing is due."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        beside = tuple(BESIDE.values())
        if until_idle:
            while not self._stopping and any(self._turn(work) for work in (self._job, *beside)):
                pass
            return
        threads = [threading.Thread(target=self._keep_on, args=(work,)) for work in beside]
        for thread in threads:
            thread.start()
        self._keep_on(self._job)
        for thread in threads:
            thread.join()

    def _keep_on(self, work: Callable[[], bool]) -> None:
        while not self._stopping:
            if self._turn(work):
                continue
            self._stopping = self._stopping or os.getppid() != self._parent
            time.sleep(IDLE_SECONDS)

    def _turn(self, work: Callable[[], bool]) -> bool:
        with self._app.app_context():
            try:
                return work()
            except Exception:
                session().rollback()
                log.exception("the worker could not reach its work")
                time.sleep(IDLE_SECONDS)
                return False

    def _job(self) -> bool:
        enqueue_recurring(SCHEDULE)
        return run_due_job(JOBS)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
