"""The answers of one question: the accepted one first, then by helpful votes, then by time."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, func, or_, select, type_coerce

from circle.content import policy as content_policy
from circle.content.models import Entry
from circle.content.queries import unblocked
from circle.core.db import session
from circle.core.paging import PAGE, Page, decode_cursor, encode_cursor
from circle.qa.models import Answer
from circle.qa.queries.questions import Asked

SECOND = 1_000_000
HELPFUL = 2**32  # seconds since 1970 fit below it: one helpful vote outweighs any time
Given = tuple[Entry, Answer]


def answers_page(asked: Asked, *, cursor: str | None = None, limit: int = PAGE) -> Page[Given]:
    """What may be seen under a question; the reader's own that wait stand among them.

    Answers of people the reader blocked are left out, but never the accepted one; a removed answer
    with comments stays as a tombstone. Costs one read of the question's answers.
    """
    if not content_policy.can_read(asked.here, asked.entry, asked.circle):
        return Page(())
    accepted = asked.question.accepted_id
    first = _accepted(asked) if accepted and not cursor else ()
    statement = (
        select(Entry, Answer, _place().label("place"))
        .join(Answer, Answer.entry_id == Entry.id)
        .where(Entry.parent_id == asked.entry.id, Entry.kind == "answer")
        .where(Entry.root_visible.is_(True), _seen(asked), unblocked(asked.here))
        .where(Entry.id != (accepted or 0))
        .order_by(_place().desc(), Entry.id)
        .limit(limit + 1 - len(first))
    )
    values: dict[str, Any] = {}
    if cursor:
        values["value"], values["last"] = decode_cursor(cursor)
        statement = statement.where(_behind())
    rows = session().execute(statement, values).all()
    kept = rows[: limit - len(first)]
    given = [*first, *((row.Entry, row.Answer) for row in kept)]
    more = len(rows) > len(kept) and bool(kept)
    return Page(given, encode_cursor((kept[-1].place, kept[-1].Entry.id)) if more else None)


def _accepted(asked: Asked) -> tuple[Given, ...]:
    row = session().execute(
        select(Entry, Answer)
        .join(Answer, Answer.entry_id == Entry.id)
        .where(Entry.id == asked.question.accepted_id, Entry.status == "published")
    ).first()
    return () if row is None else ((row.Entry, row.Answer),)


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
    waits = Entry.status.in_(("pending", "rejected", "hidden"))
    return or_(seen, and_(Entry.author_id == asked.here.user_id, waits))
