"""Views counted in this process and written down in batches: a page never writes to be read."""

import atexit
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date

from flask import Flask

from circle.content import actions
from circle.core import clock, pagecache

FLUSH_SECONDS = 15  # what a killed process forgets at most

log = logging.getLogger("circle.content")
Key = tuple[int, date, int]


class Tally:
    """Counts by entry, day and circle; safe between threads, one thread of its own per process."""

    def __init__(self, write: Callable[[Counter[Key]], None]) -> None:
        self._write = write
        self._seen: Counter[Key] = Counter()
        self._lock = threading.Lock()
        self._runs_in: int | None = None
        self._stop = threading.Event()

    def seen(self, entry_id: int, circle_id: int) -> None:
        """Count one view of an entry."""
        key = (entry_id, clock.local_day(), circle_id)
        with self._lock:
            self._seen[key] += 1

    def flush(self) -> int:
        """Write down what was counted; kept for next time when that fails. Answers the views."""
        with self._lock:
            taken, self._seen = self._seen, Counter()
        if not taken:
            return 0
        try:
            self._write(taken)
        except Exception:
            log.exception("views could not be written down")
            with self._lock:
                self._seen.update(taken)
            return 0
        return taken.total()

    def forget(self) -> None:
        """Drop what was counted and not written down yet (tests, whose databases start anew)."""
        with self._lock:
            self._seen.clear()

    def start(self) -> None:
        """Flush from now on, in a thread of the process that calls: once for each process."""
        with self._lock:
            if self._runs_in == os.getpid():
                return
            self._runs_in = os.getpid()
        threading.Thread(target=self._run, name="tally", daemon=True).start()
        atexit.register(self.flush)

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            self.flush()


def install_tally(app: Flask) -> Tally:
    """Count every view of an entry's page, also of one served from memory."""

    def write(taken: Counter[Key]) -> None:
        with app.app_context():
            actions.flush_views(taken)

    tally = Tally(write)
    app.extensions["circle_tally"] = tally

    def count(entry_id: int, circle_id: int) -> None:
        tally.seen(entry_id, circle_id)
        if not app.testing:
            tally.start()

    pagecache.on_view(count)
    return tally
