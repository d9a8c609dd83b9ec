"""A database lived in since the first version, and how it stood: at first, later, and today."""

import os
import time
from collections.abc import Callable
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import JSON, BigInteger, Boolean, Integer, MetaData, insert, select

from circle.core import lazy, migrate
from circle.core.db import db
from tests.databases import SqliteStore, WholePostgres

THEN = 1_700_000_000_000_000  # microseconds, when the first version was used
FIRST, LATER, TODAY = "0001", "0007", "head"
WHOLE = {"circle_id": 1, "author_state": "submitted", "review_state": "clear",
         "status": "published", "root_visible": True, "published_at": THEN}  # fmt: skip


class History:
    """An application with that database; it can stand as it stood once."""

    def __init__(self, app: Flask, store: SqliteStore | WholePostgres) -> None:
        self.app, self._store = app, store
        self._stands: str | None = None
        self.began_with: dict[str, list[dict]] = {}  # the rows of the first version
        self.brought_up = (0.0, 0.0)  # between when, in microseconds

    def live(self, stories: dict[str, list[Callable]], tables: tuple[str, ...]) -> None:
        """Go through every version something was written in; remember three of them."""
        began = time.time() * 1_000_000
        with self.app.app_context():
            for version in sorted({*stories, FIRST, LATER}):
                step("upgrade", version)
                for story in stories.get(version, ()):
                    with rows() as add:
                        story(add)
                if version in (FIRST, LATER):
                    self._store.keep(db.engine, version)
                if version == FIRST:
                    self.began_with = kept(*tables)
            upgraded(self.app)
            self._store.keep(db.engine, TODAY)
        self.brought_up = (began, time.time() * 1_000_000)

    @contextmanager
    def standing(self, version: str, *, untouched: bool = False):
        """It stands as it stood in this version; `untouched`: and is only looked at."""
        with self.app.app_context():
            if self._stands != version:
                self._store.restore(db.engine, version)
            self._stands = version if untouched else None
            yield self.app
            db.session.remove()
            db.engine.dispose()


def old_postgres() -> WholePostgres:
    """A database of its own: its very tables are of old versions."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return WholePostgres(os.environ["TESTS_POSTGRES_URL"], f"circle_old_{worker}")


def step(way: str, version: str) -> None:
    """Take steps of the history up or down, the way `migrate` does."""
    config = migrate._config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        getattr(lazy.alembic().command, way)(config, version)
        connection.commit()


def upgraded(app: Flask) -> None:
    """Bring it up to date, the way a start of the program does."""
    db.session.remove()
    migrate.migrate(app)


@contextmanager
def rows():
    """Adds rows to tables as they are in the database, not as today's models say."""
    tables = MetaData()
    with db.engine.begin() as connection:

        def add(name: str, /, **given) -> None:
            if name not in tables.tables:
                tables.reflect(connection, only=[name])
            table = tables.tables[name]
            connection.execute(insert(table).values(_filled(table, given)))

        yield add


def _filled(table, given):
    needed = [c for c in table.columns if not c.nullable and c.name not in given]
    return given | {c.name: _blank(c) for c in needed}


def _blank(column):
    if column.name.endswith("_at"):
        return THEN
    kinds = ((JSON, []), (Boolean, False), (BigInteger, 0), (Integer, 0))
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "")


def kept(*names):
    """Every row of these tables, by what the columns are called where it stands."""
    tables = MetaData()
    with db.engine.connect() as connection:
        tables.reflect(connection, only=names)
        return {
            name: sorted(
                map(dict, connection.execute(select(tables.tables[name])).mappings()),
                key=lambda row: row.get("id", 0),
            )
            for name in names
        }
