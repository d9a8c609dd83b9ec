"""What changed is noted in the same transaction, and looked at again by the worker."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import Executable, Select, bindparam, delete, literal, select

from circle.content.models import Entry
from circle.core import clock
from circle.core.db import (
    action,
    before_commit,
    dialect_name,
    insert_into,
    lock_row,
    session,
    table_of,
)
from circle.core.jobs import enqueue
from circle.search.models import Waiting
from circle.search.queries.documents import SEARCHED

FIRST_PAUSE = timedelta(seconds=5)  # after a failure; three times as long each time
LONGEST_PAUSE = timedelta(minutes=10)
MOST_ATTEMPTS = 6  # counted; by then the longest pause is reached
AT_ONCE = 500  # ids in one statement
STAMPS = 1 << 62
AT_ONCE_TURN, BULK_TURN = 0, 1


@action
def index_soon(entry_ids: Iterable[int]) -> None:
    """Have entries looked at again: what is searched of them may be other than the index says."""
    for entry_id in entry_ids:
        before_commit(_note, entry_id)


@action
def index_thread_soon(root_id: int) -> None:
    """The same of an entry and of everything that stands under it."""
    before_commit(_note_thread, root_id)


@action
def index_brought_soon(entry_ids: Iterable[int]) -> None:
    """Entries came or changed in bulk: they wait for what somebody just wrote."""
    for entry_id in entry_ids:
        before_commit(_note_brought, entry_id)


@action
def index_circle_soon(circle_id: int) -> None:
    """Everything in a circle is to be looked at again, step by step, behind what is new."""
    enqueue(
        "search.index_circle", {"circle_id": circle_id}, key=f"search.index_circle:{circle_id}"
    )


@action
def index_circle_on(circle_id: int, after: int) -> None:
    """Go on with a circle behind an entry; other work comes in between."""
    enqueue(
        "search.index_circle", {"circle_id": circle_id, "after": after},
        key=f"search.index_circle:{circle_id}:{after}",
    )  # fmt: skip


@action
def keep_true_on(after: int) -> None:
    """Go on holding the index against the database behind an entry."""
    enqueue("search.keep_true", {"after": after}, key=f"search.keep_true:{after}")


@action
def forget_waiting(seen: Sequence[tuple[int, int]]) -> None:
    """What was indexed waits no longer, unless it changed meanwhile; (entry_id, stamp) each.

    Nobody is waited for: what somebody is changing at this moment stays and is looked at again.
    """
    stamps = dict(seen)
    rows = session().execute(
        select(Waiting.entry_id, Waiting.stamp)
        .where(Waiting.entry_id.in_(stamps))
        .with_for_update(skip_locked=True)
    )
    done = [entry_id for entry_id, stamp in rows if stamps[entry_id] == stamp]
    session().execute(delete(Waiting).where(Waiting.entry_id.in_(done)))


@action
def put_off(entry_ids: Sequence[int], error: str) -> None:
    """What failed is tried again after a pause, each time a longer one; the doctor tells why."""
    failed = lock_row(select(Waiting).where(Waiting.entry_id.in_(entry_ids)))
    for one in session().scalars(failed):
        one.due_at = clock.now() + min(FIRST_PAUSE * 3**one.attempts, LONGEST_PAUSE)
        one.last_error = error[:500]
        one.attempts = min(one.attempts + 1, MOST_ATTEMPTS)


def _note(entry_ids: list[int]) -> None:
    _note_each(entry_ids, AT_ONCE_TURN)


def _note_brought(entry_ids: list[int]) -> None:
    _note_each(entry_ids, BULK_TURN)


def _note_each(entry_ids: list[int], turn: int) -> None:
    """Entries, and the questions they answer: whether there is an answer is searched for, too."""
    for start in range(0, len(entry_ids), AT_ONCE):
        some = entry_ids[start : start + AT_ONCE]
        above = session().scalars(_answered(), {"entries": some}).all()
        _put("id", {*some, *above}, turn)


@cache
def _answered() -> Select[int | None]:
    these = Entry.id.in_(bindparam("entries", expanding=True))
    return select(Entry.root_id).where(these, Entry.kind == "answer")


def _note_thread(root_ids: list[int]) -> None:
    _put("id", root_ids, AT_ONCE_TURN)
    _put("root_id", root_ids, AT_ONCE_TURN)


def _put(by: str, numbers: Collection[int | None], turn: int) -> None:
    """Note the entries with such numbers in a column."""
    stamped = {"numbers": list(numbers), "stamp": secrets.randbelow(STAMPS), "now": clock.now()}
    session().execute(_putting(dialect_name(), by, turn), stamped)


@cache
def _putting(dialect: str, by: str, turn: int) -> Executable:
    """In the order of ids, so that two who note the same wait for each other in one direction."""
    entries, waiting = table_of(Entry), table_of(Waiting)
    stamp = bindparam("stamp", type_=waiting.c.stamp.type)
    now = bindparam("now", type_=waiting.c.due_at.type)
    fresh = (
        select(entries.c.id, entries.c.circle_id, stamp, literal(turn), now, literal(0))
        .where(entries.c[by].in_(bindparam("numbers", expanding=True)))
        .where(entries.c.kind.in_(SEARCHED))
        .order_by(entries.c.id)
    )
    columns = ["entry_id", "circle_id", "stamp", "turn", "due_at", "attempts"]
    again = {"stamp": stamp, "due_at": now, "attempts": 0, "last_error": None}
    sooner = {"turn": turn} if turn == AT_ONCE_TURN else {}
    put: Executable = insert_into(waiting).from_select(columns, fresh).on_conflict_do_update(
        index_elements=["entry_id"], set_=again | sooner
    )
    return put
