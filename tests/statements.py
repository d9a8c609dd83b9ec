"""What the database is asked while a test looks on."""

from contextlib import contextmanager

from sqlalchemy import event

from circle.core.db import db

MARKS = ("BEGIN", "SAVEPOINT", "RELEASE", "SET LOCAL")  # of transactions; they ask nothing


@contextmanager
def statements(app=None):
    """The statements sent to the database inside; outside any context, say of which app."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(MARKS):
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
