"""Comments under an entry: two levels, oldest first, in two queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, tuple_

from circle.circles.models import Circle
from circle.content import policy
from circle.content.models import Entry
from circle.content.models.entries import COMMENT
from circle.content.queries.entries import unblocked
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, as_number, cut, encode_cursor

FIRST_REPLIES = 3  # under each comment; the rest follow on request
ABOVE = 3  # of what was said just before, when a list begins in the middle
MY_WAITING = 20  # of the reader's own comments that wait


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, its first replies, and how many more there are."""

    comment: Entry
    replies: Sequence[Entry]
    more: int


def comments_page(
    here: Actor, circle: Circle, entry: Entry, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Thread]:
    """What may be seen under an entry, oldest first, each comment with its first three replies.

    Under a comment these are its replies. Comments of people the reader blocked are left out; a
    removed comment with replies stays as a tombstone. The reader's own waiting ones come last.
    """
    if not policy.can_read(here, entry, circle):
        return Page(())
    statement = select(Entry).where(
        Entry.parent_id == entry.id, Entry.kind == COMMENT, _seen(), unblocked(here)
    )
    ordered = after(statement, (Entry.published_at, Entry.id), cursor, descending=False)
    rows = session().scalars(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.published_at, row.id))
    under = _under(here, entry, page.items, last=page.next is None)
    waiting = under.get(entry.id, ()) if page.next is None else ()
    return page.map(lambda kept: [_thread(row, under.get(row.id, ())) for row in kept]
                    + [Thread(row, (), 0) for row in waiting])


def list_of(here: Actor, comment: Entry) -> tuple[int, str | None] | None:
    """Where a published comment is to be seen when the first part of its list ends before it.

    The entry whose list it is in and the cursor to read it from; None when the first part has it.
    """
    if comment.published_at is None or comment.parent_id is None:
        return None
    before = session().execute(_before(here, comment)).all()
    start = None
    if len(before) >= PAGE:
        start = encode_cursor((as_number(before[ABOVE].published_at), before[ABOVE].id))
    if start is None and comment.parent_id != comment.stands_under:
        above = session().get(Entry, comment.parent_id)
        if len(before) < FIRST_REPLIES:  # it is seen wherever the comment above it is
            return list_of(here, above) if above is not None else None
        return comment.parent_id, None
    return (comment.parent_id, start) if start is not None else None


def _before(here: Actor, comment: Entry) -> Select[Any]:
    """What was said before a comment in its list, the latest first, as far as a page reaches."""
    earlier = tuple_(Entry.published_at, Entry.id) < (comment.published_at, comment.id)
    said: Any = select(Entry.published_at, Entry.id)
    ordered: Select[Any] = (
        said.where(Entry.parent_id == comment.parent_id, Entry.kind == COMMENT)
        .where(_seen(), unblocked(here), earlier)
        .order_by(Entry.published_at.desc(), Entry.id.desc())
        .limit(PAGE)
    )
    return ordered


def has_waiting_comment(here: Actor, root: Entry) -> bool:
    """Whether the actor wrote something under a root that nobody else sees yet."""
    if here.user_id is None:
        return False
    values = {"root": root.id, "author": here.user_id}
    return session().execute(_waiting_comment(), values).first() is not None


def threads_with_people(page: Page[Thread]) -> Sequence[Entry]:
    """Every entry of a page of threads, for looking up faces and reactions at once."""
    return [entry for thread in page.items for entry in (thread.comment, *thread.replies)]


@lru_cache(maxsize=1)
def _waiting_comment() -> Select[Any]:
    return (
        select(Entry.id)
        .where(Entry.root_id == bindparam("root"), Entry.author_id == bindparam("author"))
        .where(Entry.kind == COMMENT, Entry.status.in_(("pending", "rejected")))
        .limit(1)
    )


def _thread(comment: Entry, replies: Sequence[Entry]) -> Thread:
    shown = sum(reply.status == "published" for reply in replies)
    return Thread(comment, replies, max(0, comment.replies_count - shown))


def _under(
    here: Actor, entry: Entry, comments: Sequence[Entry], *, last: bool
) -> Mapping[int, Sequence[Entry]]:
    """The first replies of these comments and what of the reader's own waits, in one query."""
    wanted = [row.id for row in comments if row.replies_count or here.user_id is not None]
    parents = [*wanted, entry.id] if last and here.user_id is not None else wanted
    if not parents:
        return {}
    place = func.row_number().over(
        partition_by=(Entry.parent_id, Entry.status),
        order_by=(func.coalesce(Entry.published_at, Entry.created_at), Entry.id),
    )
    numbered = (
        select(Entry.id.label("entry_id"), place.label("place"))
        .where(Entry.parent_id.in_(parents), Entry.kind == COMMENT, unblocked(here))
        .where(_mine_or_shown(here, entry))
        .subquery()
    )
    most = case((Entry.status == "published", FIRST_REPLIES), else_=MY_WAITING)
    rows = session().scalars(
        select(Entry)
        .join(numbered, numbered.c.entry_id == Entry.id)
        .where(numbered.c.place <= most)
        .order_by(func.coalesce(Entry.published_at, Entry.created_at), Entry.id)
    )
    found: dict[int, list[Entry]] = {}
    for row in rows:
        found.setdefault(row.parent_id or 0, []).append(row)
    return found


def _mine_or_shown(here: Actor, entry: Entry) -> ColumnElement[bool]:
    published = and_(Entry.status == "published", Entry.parent_id != entry.id)
    if here.user_id is None:
        return and_(Entry.root_visible.is_(True), published)
    waits = Entry.status.in_(("pending", "rejected"))
    mine = and_(Entry.author_id == here.user_id, waits)
    return and_(Entry.root_visible.is_(True), or_(published, mine))


def _seen() -> ColumnElement[bool]:
    """Published, or removed with replies under it."""
    tombstone = and_(
        Entry.status == "removed", Entry.replies_count > 0, Entry.published_at.is_not(None)
    )
    return and_(Entry.root_visible.is_(True), or_(Entry.status == "published", tombstone))


def first_comments(here: Actor, entries: Sequence[Entry], most: int) -> Mapping[int, Page[Thread]]:
    """The oldest comments of each of these entries, at most so many, without replies; one query.

    The whole stands on a page of its own.
    """
    parents = [entry.id for entry in entries if entry.comments_count]
    if not parents:
        return {}
    place = func.row_number().over(
        partition_by=Entry.parent_id, order_by=(Entry.published_at, Entry.id)
    )
    numbered = (
        select(Entry.id.label("entry_id"), place.label("place"))
        .where(Entry.parent_id.in_(parents), Entry.kind == COMMENT, Entry.status == "published")
        .where(Entry.root_visible.is_(True), unblocked(here))
        .subquery()
    )
    rows = session().scalars(
        select(Entry)
        .join(numbered, numbered.c.entry_id == Entry.id)
        .where(numbered.c.place <= most)
        .order_by(Entry.published_at, Entry.id)
    )
    found: dict[int, list[Thread]] = {}
    for row in rows:
        found.setdefault(row.parent_id or 0, []).append(Thread(row, (), row.replies_count))
    return {ident: Page(threads) for ident, threads in found.items()}
