"""What keeps the index: three engines behind one small interface, the one in use, one writer."""

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from circle.config import Settings, settings_in_use
from circle.core.db import in_transaction, session, transaction
from circle.core.errors import Unavailable
from circle.core.i18n import lazy
from circle.core.recent import Recent
from circle.search.documents import Found, Query
from circle.search.engines.base import Engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine

__all__ = [
    "Engine", "NotSearchable", "alone", "begin_anew", "engine", "find", "is_another", "note_engine",
]  # fmt: skip

log = logging.getLogger("circle.search")

WHOOSH, FTS5, NOTED = "whoosh", "fts5.db", "engine"
RETRY_AFTER = 60  # seconds; the worker looks after an empty index once a minute
WRITING = 0x5EA6C5  # any number nobody else locks by
_opened: Recent[Engine] = Recent(2)


class NotSearchable(Unavailable):
    """The index cannot be read."""

    title = lazy("Searching does not work at the moment. Everything else does")


def engine() -> Engine:
    """The index this installation chose, opened when a process first asks for it."""
    chosen = settings_in_use()
    return _opened.get((chosen.search, chosen.data, chosen.database_url), lambda: _open(chosen))


@contextmanager
def alone() -> Iterator[Engine]:
    """The index for its only writer: what is read from the database inside is what stands there.

    Two who read and write at once would leave what the slower one had read. PostgreSQL: all inside
    is one transaction. Files: nothing of the database is held meanwhile.
    """
    chosen = settings_in_use()
    if chosen.search == "postgres":
        with transaction() as current:
            current.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})
            yield engine()
        return
    with _locked(chosen.index_root):
        yield engine()


def find(query: Query, limit: int, before: Found | None = None) -> Found:
    """What the index finds; Unavailable while it cannot be read, which the log and doctor tell."""
    try:
        return engine().find(query, limit, before)
    except Unavailable:
        raise
    except Exception as error:
        log.exception("the index cannot be read")
        if not in_transaction():
            session().rollback()  # PostgreSQL answers nothing more in a transaction that failed
        raise NotSearchable(retry_after=RETRY_AFTER) from error


def begin_anew() -> None:
    """Hold nothing, also where what is held cannot be read any more."""
    chosen = settings_in_use()
    with alone() if chosen.search == "postgres" else _locked(chosen.index_root):
        if chosen.search == "whoosh":
            shutil.rmtree(chosen.index_root / WHOOSH, ignore_errors=True)
        elif chosen.search == "sqlite":
            for path in chosen.index_root.glob(f"{FTS5}*"):
                path.unlink()
        _opened.clear()
        engine().clear()


def is_another() -> bool:
    """Whether another engine was noted last: what is held is older."""
    chosen = settings_in_use()
    noted = chosen.index_root / NOTED
    return noted.exists() and noted.read_text() != chosen.search


def note_engine() -> None:
    """Note which engine is in use, once what it holds is being brought up to date."""
    chosen = settings_in_use()
    if is_another() or not (chosen.index_root / NOTED).exists():
        chosen.index_root.mkdir(parents=True, exist_ok=True)
        (chosen.index_root / NOTED).write_text(chosen.search)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _open(chosen: Settings) -> Engine:
    if chosen.search == "postgres":
        return PostgresEngine()
    if chosen.search == "sqlite":
        return Fts5Engine(chosen.index_root / FTS5)
    return WhooshEngine(chosen.index_root / WHOOSH)
