"""What keeps the index: three engines behind one small interface."""

from circle.config import Settings, settings_in_use
from circle.core.recent import Recent
from circle.search.engines.base import Engine
from circle.search.engines.fts5 import Fts5Engine
from circle.search.engines.postgres import PostgresEngine
from circle.search.engines.whoosh import WhooshEngine

__all__ = ["Engine", "engine"]

_opened: Recent[Engine] = Recent(2)


def engine() -> Engine:
    """The index this installation chose, opened when a process first asks for it."""
    chosen = settings_in_use()
    return _opened.get((chosen.search, chosen.data, chosen.database_url), lambda: _open(chosen))


def _open(chosen: Settings) -> Engine:
    if chosen.search == "postgres":
        return PostgresEngine()
    if chosen.search == "sqlite":
        return Fts5Engine(chosen.index_root / "fts5.db")
    return WhooshEngine(chosen.index_root / "whoosh")
