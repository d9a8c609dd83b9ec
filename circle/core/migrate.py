"""Bringing the database up to date: Alembic, behind a lock so that two at once do it once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text

from circle.core.db import db
from circle.core.lazy import alembic

MIGRATIONS = Path(__file__).parent.parent / "migrations"
ADVISORY_LOCK = 0x43495243  # "CIRC"


def migrate(app: Flask) -> None:
    """Create the tables or bring them up to date; safe while serving, and twice at once."""
    settings = app.config["CIRCLE"]
    settings.data.mkdir(parents=True, exist_ok=True)
    with app.app_context(), _alone(settings.data / "migrate.lock"), _writing() as found:
        found.begin()  # every step or none: left to itself, Alembic commits each on SQLite
        _lock(found)
        config = _config()
        config.attributes["connection"] = found
        alembic().command.upgrade(config, "head")
        found.commit()


def _config() -> Any:
    config = alembic().Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process of this machine at a time."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _writing() -> Connection:
    """A connection that writes from its first word: others who wrote since would refuse it."""
    return db.engine.connect().execution_options(circle_write=True)


def _lock(connection: Connection) -> None:
    """One machine at a time, where several share a PostgreSQL database."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))


def migrations_behind() -> str:
    """What separates the tables from this version of the program, or nothing."""
    wanted = _newest_step(MIGRATIONS)
    with db.engine.connect() as connection:
        found = alembic().MigrationContext.configure(connection).get_current_revision()
    return "" if found == wanted else f"The tables are of {found or 'no'} version, not {wanted}"


@cache
def _newest_step(steps: Path) -> str | None:
    """Read once: a running program's steps are those it was started with."""
    head: str | None = alembic().ScriptDirectory(steps).get_current_head()
    return head
