"""Writing the index: the entries that changed, a circle, all of it; and holding it to the truth."""

import logging
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.db import in_transaction, session
from circle.core.errors import Unavailable
from circle.search import queries
from circle.search.actions.names import name_new_tags
from circle.search.actions.queue import forget_waiting, put_off
from circle.search.engines import alone, begin_anew
from circle.search.queries import SEARCHED, Stretch, documents_of

BATCH = 200  # entries of one write: a fraction of a second, so that what is new never waits long
log = logging.getLogger("circle.search")


def index_waiting() -> bool:
    """Bring a batch of what changed into the index; whether there was any.

    Killed between index and database, it is done again: what waits goes only when it is written.
    """
    batch = queries.next_waiting(BATCH)
    _end_read()
    if not batch:
        return False
    ids = [row.entry_id for row in batch]
    try:
        index_entries(ids, [(row.entry_id, row.stamp) for row in batch])
    except Unavailable:  # the database is busy: nothing is wrong with these entries
        session().rollback()
        return False
    except Exception as error:
        session().rollback()
        log.exception("entries could not be indexed", extra={"entries": ids[:10]})
        put_off(ids, f"{type(error).__name__}: {error}")
    return True


def index_entries(entry_ids: Sequence[int], seen: Sequence[tuple[int, int]] = ()) -> None:
    """Have the index say of some entries what the database says at this moment.

    `seen` is what waited for that: it was noted before, so that what changes later stays noted.
    """
    with alone() as index:
        documents = documents_of(entry_ids)
        _end_read()
        found = {one.entry_id for one in documents}
        if documents:
            index.write(documents)
        gone = [entry_id for entry_id in entry_ids if entry_id not in found]
        if gone:
            index.drop(gone)
        if any(one.tags for one in documents):
            name_new_tags(found)
        if seen:
            forget_waiting(seen)


def index_entries_of(circle_id: int, after: int) -> int:
    """A batch of a circle's entries behind one, by id; answers the last, 0 when all are done."""
    ids = session().scalars(
        select(Entry.id)
        .where(Entry.circle_id == circle_id, Entry.id > after, Entry.kind.in_(SEARCHED))
        .order_by(Entry.id)
        .limit(BATCH)
    ).all()
    _end_read()
    if ids:
        index_entries(ids)
    return ids[-1] if len(ids) == BATCH else 0


def rebuild() -> Iterator[Stretch]:
    """Write every entry anew while the site serves; what belongs in no index goes.

    An index that cannot be read any more is emptied first.
    """
    _make_readable()
    for stretch in queries.stretches(0):
        _end_read()
        _index_all([*stretch.ids, *stretch.extra])
        yield stretch


def mend(after: int = 0) -> Iterator[Stretch]:
    """Hold the index against the database, entry by entry, and write what differs."""
    for stretch in queries.stretches(after):
        _end_read()
        _index_all(stretch.wrong)
        yield stretch


def _index_all(entry_ids: Sequence[int]) -> None:
    for start in range(0, len(entry_ids), BATCH):
        index_entries(entry_ids[start : start + BATCH])


def _make_readable() -> None:
    try:
        queries.read_through()
    except Unavailable:
        raise
    except Exception:
        log.exception("the index cannot be read and is made anew")
        session().rollback()
        begin_anew()


def _end_read() -> None:
    """Let go of the moment the database was read at; inside a transaction there is none to keep."""
    if not in_transaction():
        session().rollback()
