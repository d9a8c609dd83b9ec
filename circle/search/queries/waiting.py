"""What waits for the index, and what the index holds against what it should."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Row

from circle.core import clock
from circle.core.db import session
from circle.search.documents import Document
from circle.search.engines import engine
from circle.search.models import Waiting
from circle.search.queries.documents import documents_of, findable_after

AT_ONCE = 500  # documents read from the database and held in memory
ENOUGH_FOR_WHOOSH = 100_000  # entries; beyond, a phone waits too long: docs/performance.md
HELD_AT_ONCE = 10_000  # pairs of numbers; Whoosh looks at all it holds for each page


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of entries by id that can be found, and where the index says otherwise."""

    upto: int | None  # the last id of it; none: to the end
    ids: Sequence[int]
    missing: Sequence[int]
    other: Sequence[int]  # held as they were
    extra: Sequence[int]  # held, and not to be found

    @property
    def wrong(self) -> list[int]:
        """The entries of which the index holds something else."""
        return [*self.missing, *self.other, *self.extra]


def next_waiting(limit: int) -> Sequence[Row[int, int, int]]:
    """What is to be indexed now: (entry_id, stamp, attempts), the longest waiting first, bulk last.

    What failed before goes by itself: of a batch with one bad entry the others must not fail again.
    """
    rows = session().execute(
        select(Waiting.entry_id, Waiting.stamp, Waiting.attempts)
        .where(Waiting.due_at <= clock.now())
        .order_by(Waiting.turn, Waiting.due_at, Waiting.entry_id)
        .limit(limit)
    ).all()
    return [row for row in rows if not row.attempts] or rows[:1]


def count_waiting(turn: int | None = None) -> tuple[int, datetime | None, str | None]:
    """How many entries (of one turn) wait for the index, since when, and what failed last."""
    rows = select(func.count(), func.min(Waiting.due_at), func.max(Waiting.last_error))
    if turn is not None:
        rows = rows.where(Waiting.turn == turn)
    row = session().execute(rows).one()
    return row[0], row[1], row[2]


def waiting_among(entry_ids: Sequence[int]) -> set[int]:
    """Those of some entries that wait for the index."""
    found: set[int] = set()
    for start in range(0, len(entry_ids), AT_ONCE):
        some = entry_ids[start : start + AT_ONCE]
        found |= set(
            session().scalars(select(Waiting.entry_id).where(Waiting.entry_id.in_(some)))
        )
    return found


def is_emptied() -> bool:
    """The index holds nothing of what can be found, and nothing of it waits."""
    return (
        not engine().held(0, 1) and bool(findable_after(0, 1)) and next_waiting(1) == []
    )


def read_through() -> int:
    """Read all the index holds, which fails when it is damaged; answers how many entries."""
    count, reached = 0, 0
    while page := engine().held(reached, HELD_AT_ONCE):
        count, reached = count + len(page), page[-1][0]
    return count


def stretches(after: int) -> Iterator[Stretch]:
    """The whole index held against the database, stretch by stretch in the order of ids."""
    held: dict[int, int] = {}
    reached: int | None = after
    while True:
        ids = findable_after(after, AT_ONCE)
        upto = ids[-1] if len(ids) == AT_ONCE else None
        while reached is not None and (upto is None or reached < upto):
            page = engine().held(reached, HELD_AT_ONCE)
            held.update(page)
            reached = page[-1][0] if len(page) == HELD_AT_ONCE else None
        here = {one: version for one, version in held.items() if upto is None or one <= upto}
        held = {one: version for one, version in held.items() if one not in here}
        yield _compared(upto, documents_of(ids), here)
        if upto is None:
            return
        after = upto


def _compared(upto: int | None, documents: Sequence[Document], held: dict[int, int]) -> Stretch:
    versions = {one.entry_id: one.version for one in documents}
    return Stretch(
        upto, list(versions),
        missing=[one for one in versions if one not in held],
        other=[one for one, version in versions.items() if held.get(one, version) != version],
        extra=[one for one in held if one not in versions],
    )
