"""What keeps the index: three engines behind one small interface, the one in use, one writer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from circle.config import Settings, settings_in_use
from circle.core.db import transaction
from circle.core.recent import Recent
from circle.search.engines.base import Engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine

__all__ = ["Engine", "alone", "engine"]

WRITING = 0x5EA6C5  # any number nobody else locks by
_opened: Recent[Engine] = Recent(2)


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
    chosen.index_root.mkdir(parents=True, exist_ok=True)
    with (chosen.index_root / "writer.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield engine()


def _open(chosen: Settings) -> Engine:
    if chosen.search == "postgres":
        return PostgresEngine()
    if chosen.search == "sqlite":
        return Fts5Engine(chosen.index_root / "fts5.db")
    return WhooshEngine(chosen.index_root / "whoosh")
