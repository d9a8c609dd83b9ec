"""Entries as the index holds them, from the database as it is at this moment."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.engine import Row

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.body.words import words_of
from circle.content.models import Entry
from circle.core.db import session
from circle.search.documents import Document

# Remarks under an entry are not found by themselves: they are short, many, and about something else
SEARCHED = ("post", "question", "answer", "topic", "reply")
_READ = (
    Entry.id, Entry.circle_id, Entry.kind, Entry.author_id, Entry.anonymous, Entry.title,
    Entry.html, Entry.published_at, Entry.tags, Entry.helpful_count, Entry.answers_count,
    Entry.featured_at, Circle.visibility,
)  # fmt: skip


def findable() -> ColumnElement[bool]:
    """The entries an index holds: on show, of a kind that is searched, in a circle that lives."""
    return and_(
        content.shown(), Entry.kind.in_(SEARCHED), Entry.forgotten_at.is_(None),
        Entry.published_at.is_not(None), Circle.deleted_at.is_(None),
    )  # fmt: skip


def documents_of(entry_ids: Collection[int]) -> list[Document]:
    """Those of these entries that can be found, as they are now, by id; one query.

    Who is not named has no author here, so that no filter tells them apart.
    """
    if not entry_ids:
        return []
    rows = session().execute(
        select(*_READ)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id.in_(entry_ids), findable())
        .order_by(Entry.id)
    )
    return [_document(row) for row in rows]


def findable_after(entry_id: int, limit: int, circle_id: int | None = None) -> Sequence[int]:
    """Ids of entries that can be found, beyond one, in order; of one circle or of all."""
    rows = select(Entry.id).join(Circle, Circle.id == Entry.circle_id)
    if circle_id is not None:
        rows = rows.where(Entry.circle_id == circle_id)
    rows = rows.where(Entry.id > entry_id, findable()).order_by(Entry.id).limit(limit)
    return session().scalars(rows).all()


def count_findable() -> int:
    """How many entries an index of everything holds."""
    rows = select(func.count()).select_from(Entry).join(Circle, Circle.id == Entry.circle_id)
    return session().scalar(rows.where(findable())) or 0


def _document(row: Row[tuple[object, ...]]) -> Document:
    return Document(
        entry_id=row.id, circle_id=row.circle_id, kind=row.kind,
        scope="public" if row.visibility == "public" else "members",
        author_id=None if row.anonymous else row.author_id,
        title=row.title, body=words_of(row.html), published_at=row.published_at,
        tags=tuple(row.tags or ()), helpful=row.helpful_count, answered=row.answers_count > 0,
        featured=row.featured_at is not None,
    )  # fmt: skip
