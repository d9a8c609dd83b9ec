"""What the database is asked while a test looks on."""

import re
from contextlib import contextmanager

from sqlalchemy import event

from circle.core.db import BUSY_TIMEOUT_MS, db

ASIDE = (  # of every request alike, or once a second in each process
    "FROM switches", "INTO request_log",
)
MARKS = ("BEGIN", "SAVEPOINT", "RELEASE", "SET LOCAL")  # of transactions; they ask nothing
SAID = re.compile(r"(?:PRAGMA busy_timeout=|SET LOCAL lock_timeout = )(\d+)$")
A_MOMENT = 200  # ms: nobody notices; whoever is waited for may take five seconds


@contextmanager
def statements(app=None):
    """The statements sent to the database inside; outside any context, say of which app."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(MARKS) and not any(
            words in statement for words in ASIDE
        ):
            sent.append(statement)

    if app is None:
        engine = db.engine
    else:
        with app.app_context():
            engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Patience:
    """How many began to write, and how long (ms) each said it would wait for whoever writes."""

    def __init__(self) -> None:
        self.writers = 0
        self.said: list[int] = []

    @property
    def is_short(self) -> bool:
        """Somebody wanted to write, and nobody would have kept a reader waiting for it."""
        return 0 < self.writers <= len(self.said) and max(self.said) <= A_MOMENT


@contextmanager
def patience(app):
    """How patient those are who want to write something inside."""
    found = Patience()
    with app.app_context():
        engine = db.engine

    def begun(connection):
        writes = connection.get_execution_options().get("circle_write")
        found.writers += bool(writes) and connection.dialect.name == "postgresql"

    def told(_connection, _cursor, statement, *_rest):
        found.writers += statement == "BEGIN IMMEDIATE"  # SQLite's, tried before it is begun
        said = SAID.match(statement)
        if said and int(said[1]) != BUSY_TIMEOUT_MS:
            found.said.append(int(said[1]))

    event.listen(engine, "begin", begun)
    event.listen(engine, "before_cursor_execute", told)
    try:
        yield found
    finally:
        event.remove(engine, "begin", begun)
        event.remove(engine, "before_cursor_execute", told)
