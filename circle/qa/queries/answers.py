"""The answers of one question: the accepted one first, then by helpful votes, then by time."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from circle.content import policy as content_policy
from circle.content.models import Entry
from circle.content.queries import unblocked
from circle.core.db import session
from circle.core.paging import PAGE, Page, decode_cursor, encode_cursor
from circle.qa.models import Answer
from circle.qa.queries.questions import Asked

SECOND = 1_000_000
HELPFUL = 2**32  # seconds since 1970 fit below it: one helpful vote outweighs any time
FIRST_PLACE = 2**61  # before every answer
Given = tuple[Entry, Answer]


def answers_page(asked: Asked, *, cursor: str | None = None, limit: int = PAGE) -> Page[Given]:
    """What may be seen under a question; the reader's own that wait stand among them.

    Answers of people the reader blocked are left out, but never the accepted one; a removed answer
    with comments stays as a tombstone. Costs one read of the question's answers.
    """
    if not content_policy.can_read(asked.here, asked.entry, asked.circle):
        return Page(())
    accepted = asked.question.accepted_id or 0
    chosen = and_(Entry.id == accepted, Entry.status == "published")
    others = and_(
        Entry.root_visible.is_(True), _seen(asked), unblocked(asked.here), Entry.id != accepted
    )
    statement = (
        select(Entry, Answer, _place().label("place"))
        .join(Answer, Answer.entry_id == Entry.id)
        .where(Entry.parent_id == asked.entry.id, Entry.kind == "answer")
        .where(others if cursor else or_(chosen, others))
        .order_by(case((chosen, 0), else_=1), _place().desc(), Entry.id)
        .limit(limit + 1)
    )
    values: dict[str, Any] = {}
    if cursor:
        values["value"], values["last"] = decode_cursor(cursor)
        statement = statement.where(_behind())
    rows = session().execute(statement, values).all()
    kept = rows[:limit]
    given = [(row.Entry, row.Answer) for row in kept]
    if len(rows) <= limit:
        return Page(given)
    last = next((row for row in reversed(kept) if row.Entry.id != accepted), None)
    place = (last.place, last.Entry.id) if last else (FIRST_PLACE, 0)
    return Page(given, encode_cursor(place))


def _place() -> ColumnElement[int]:
    """More helpful first, then earlier: one number to page by."""
    at = type_coerce(func.coalesce(Entry.published_at, Entry.created_at), BigInteger)
    return Entry.helpful_count * HELPFUL - at // SECOND


def _behind() -> ColumnElement[bool]:
    value, last = (bindparam(name, type_=BigInteger) for name in ("value", "last"))
    return or_(_place() < value, and_(_place() == value, Entry.id > last))


def _seen(asked: Asked) -> ColumnElement[bool]:
    """Published, the reader's own that wait, and places of removed ones with comments."""
    tombstone = and_(
        Entry.status == "removed", Entry.comments_count > 0, Entry.published_at.is_not(None)
    )
    seen = or_(Entry.status == "published", tombstone)
    if asked.here.user_id is None:
        return seen
    waits = Entry.status.in_(("pending", "rejected", "hidden")), Entry.forgotten_at.is_(None)
    return or_(seen, and_(Entry.author_id == asked.here.user_id, *waits))
