"""Serving: gunicorn for the pages and one worker for the jobs, started and ended together."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from flask import Flask
from gunicorn.app.base import BaseApplication

from circle.core.db import session
from circle.core.jobs import Handler, enqueue_recurring, run_due_job
from circle.wiring import JOBS, SCHEDULE

THREADS = 4
IDLE_SECONDS = 0.5  # how long the worker sleeps when nothing is due
GRACE_SECONDS = 25  # what a request in flight gets to finish
SLOW_CLIENT_SECONDS = 30
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
    """Serve pages here and run jobs in a child process that ends with this one."""
    worker = subprocess.Popen([sys.executable, "-m", "circle.cli", "worker"])
    try:
        serve_web(app, bind, workers)
    finally:
        worker.terminate()
        worker.wait(timeout=GRACE_SECONDS)


class Worker:
    """Runs due jobs one after another until told to stop."""

    def __init__(self, app: Flask, handlers: dict[str, Handler] | None = None) -> None:
        self._app = app
        self._handlers = handlers or dict(JOBS)
        self._stopping = False
        self._parent = os.getppid()

    def run(self, *, until_idle: bool = False) -> None:
        """Work until SIGTERM, until the parent is gone, or until nothing is due."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._stopping:
            with self._app.app_context():
                busy = self._turn()
            if busy:
                continue
            if until_idle or os.getppid() != self._parent:
                return
            time.sleep(IDLE_SECONDS)

    def _turn(self) -> bool:
        try:
            enqueue_recurring(SCHEDULE)
            return run_due_job(self._handlers)
        except Exception:
            session().rollback()
            log.exception("the worker could not reach its jobs")
            time.sleep(IDLE_SECONDS)
            return False

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
