"""Counters put right, and views written down."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from circle.content import queries
from circle.content.models import Entry, EntryDay
from circle.core.db import action, insert_into, session

Seen = Mapping[tuple[int, date, int], int]  # (entry, day, circle) → views
BATCH = 500  # rows in one statement: four values each, below SQLite's limit of variables


@action
def rebuild_counters() -> int:
    """Set every counter that drifted to what the rows say; answers how many were wrong."""
    wrong = list(queries.check_counters())
    for counter, model, actual in queries.truths():
        session().execute(
            update(model)
            .where(getattr(model, counter) != actual)
            .values({counter: actual})
            .execution_options(synchronize_session=False)
        )
    session().expire_all()
    return len(wrong)


@action
def flush_views(seen: Seen) -> None:
    """Add counted views to their entries' days, in one transaction, in one order."""
    rows = [
        {"entry_id": entry, "day": day, "circle_id": circle, "views": views}
        for (entry, day, circle), views in sorted(seen.items())
    ]
    for start in range(0, len(rows), BATCH):
        _add_views(rows[start : start + BATCH])


def _add_views(seen: Sequence[Mapping[str, object]]) -> None:
    """Add a batch; what was purged since it was seen is left out, or it would stop all the rest."""
    asked = [row["entry_id"] for row in seen]
    there = set(session().scalars(select(Entry.id).where(Entry.id.in_(asked))))
    rows = [row for row in seen if row["entry_id"] in there]
    if not rows:
        return
    statement = insert_into(EntryDay).values(rows)
    session().execute(
        statement.on_conflict_do_update(
            index_elements=[EntryDay.entry_id, EntryDay.day],
            set_={"views": EntryDay.views + statement.excluded.views},
        )
    )
