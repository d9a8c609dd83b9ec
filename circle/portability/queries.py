"""What of an import is here already."""

from collections.abc import Iterable

from sqlalchemy import Row, select

from circle.content.models import Entry
from circle.core.db import session

AT_ONCE = 500  # ids in one statement


def imported_entries(
    circle_id: int, source: str, idents: Iterable[str]
) -> dict[str, Row[str | None, str, str, bool, bool]]:
    """The entries of a circle from these ids of a source: kind, text, if edited or forgotten."""
    wanted = list(idents)
    found: dict[str, Row[str | None, str, str, bool, bool]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = session().execute(
            select(
                Entry.origin_id, Entry.kind, Entry.source,
                Entry.edited_at.is_not(None).label("edited"),
                Entry.forgotten_at.is_not(None).label("forgotten"),
            )
            .where(Entry.circle_id == circle_id, Entry.origin == source)
            .where(Entry.origin_id.in_(wanted[start : start + AT_ONCE]))
        )
        found.update((str(row.origin_id), row) for row in rows)
    return found
