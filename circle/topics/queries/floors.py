"""The floors of a topic: in order, the host's alone, the most liked; from any floor on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import Page, after, cut, decode_cursor, encode_cursor
from circle.topics.queries.kinds import Ranked, showing_of
from circle.topics.queries.threads import Hosted, get_topic
from circle.topics.schemas import FloorChoice

BEFORE = 3  # floors shown in front of the one somebody came for
AT_THE_END = 5  # floors in front of one that waits and has no number yet
MY_WAITING = 20  # of the reader's own floors that have no number yet


def get_reply(actor: Actor, entry_id: int, *, lock: bool = False) -> tuple[Hosted, Entry]:
    """A floor and its topic, the topic locked first; NotFound for what the actor may not see."""
    found = content.find_entry(entry_id)
    if found is None or found.kind != "reply" or found.parent_id is None:
        raise NotFound
    hosted = get_topic(actor, found.parent_id, lock=lock)
    entry, _, _ = content.get_entry(actor, entry_id, lock=lock)
    return hosted, entry


def floors_page(hosted: Hosted, choice: FloorChoice) -> Page[Entry]:
    """One page of floors; the cost is that of the page, at any depth.

    Floors of people the reader blocked are left out; a removed one keeps its number as a tombstone
    while somebody commented on it. The reader's own that wait stand at the end of the last page.
    """
    if not content_policy.can_read(hosted.here, hosted.entry, hosted.circle):
        return Page(())
    ranked = showing_of(hosted.topic.kind).ranked.get(choice.view)
    if choice.view == "hot":
        ranked = Ranked(Entry.likes_count, Entry.floor)
    if ranked is not None:
        return _ranked_page(hosted, choice, ranked)
    if choice.before is not None:
        return _page_before(hosted, choice)
    statement = _floors(hosted, choice.view).where(Entry.floor >= _beginning(hosted, choice))
    rows, waiting = _with_waiting(hosted, statement.order_by(Entry.floor).limit(choice.limit + 1))
    kept = rows[: choice.limit]
    if len(rows) > choice.limit:
        return Page(kept, encode_cursor((kept[-1].floor or 0, kept[-1].id)))
    return Page([*kept, *waiting])


def _beginning(hosted: Hosted, choice: FloorChoice) -> Any:
    """The number a page begins with; one around a floor that is not to be seen begins at first."""
    if choice.cursor:
        return decode_cursor(choice.cursor)[0] + 1
    if choice.around is None:
        return choice.floor or 0
    wanted = aliased(Entry)
    place = case(
        (wanted.floor.is_not(None), wanted.floor - BEFORE),
        else_=hosted.topic.floors - AT_THE_END,
    )
    found = select(place).where(
        wanted.id == choice.around, wanted.parent_id == hosted.entry.id, wanted.kind == "reply",
        or_(wanted.floor.is_not(None), wanted.author_id == hosted.here.user_id),
    )  # fmt: skip
    return func.coalesce(found.scalar_subquery(), 0)


def _page_before(hosted: Hosted, choice: FloorChoice) -> Page[Entry]:
    """The floors in front of one, still in order; `next` goes on behind them."""
    statement = _floors(hosted, choice.view).where(Entry.floor < (choice.before or 0))
    rows = _rows(statement.order_by(Entry.floor.desc()).limit(choice.limit))[::-1]
    return Page(rows, encode_cursor((rows[-1].floor or 0, rows[-1].id)) if rows else None)


def _ranked_page(hosted: Hosted, choice: FloorChoice, ranked: Ranked) -> Page[Entry]:
    statement = _floors(hosted, choice.view).add_columns(ranked.value, ranked.ident)
    if choice.view == "hot":
        statement = statement.where(Entry.likes_count > 0)
    ordered = after(statement, ranked, choice.cursor).limit(choice.limit + 1)
    page = cut(session().execute(ordered).all(), choice.limit, lambda row: (row[1], row[2]))
    return page.map(lambda rows: [row[0] for row in rows])


def _floors(hosted: Hosted, view: str) -> Select[Any]:
    statement = select(Entry).where(
        Entry.parent_id == hosted.entry.id, Entry.floor.is_not(None), _seen(),
        content.unblocked(hosted.here),
    )
    if view == "host":
        statement = statement.where(Entry.author_id == hosted.topic.host_id)
    narrow = showing_of(hosted.topic.kind).views.get(view)
    return narrow(hosted, statement) if narrow else statement


def _rows(statement: Select[Any]) -> Sequence[Entry]:
    return session().scalars(statement).all()


def _seen() -> ColumnElement[bool]:
    tombstone = and_(Entry.status == "removed", Entry.comments_count > 0)
    return and_(Entry.root_visible.is_(True), or_(Entry.status == "published", tombstone))


def _with_waiting(
    hosted: Hosted, statement: Select[Any]
) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """These floors, and the reader's own that nobody else sees yet: each by its index, at once."""
    if hosted.here.user_id is None:
        return _rows(statement), ()
    mine = (
        select(Entry.id, literal(1).label("waits"))
        .where(Entry.parent_id == hosted.entry.id, Entry.author_id == hosted.here.user_id)
        .where(Entry.floor.is_(None), Entry.kind == literal_column("'reply'"))  # as its index says
        .where(Entry.status.in_(("pending", "rejected")))
        .order_by(Entry.id)
        .limit(MY_WAITING)
    )
    shown = statement.with_only_columns(Entry.id, literal(0).label("waits"))
    keys = union_all(select(shown.subquery()), select(mine.subquery())).subquery()
    found = session().execute(
        select(Entry, keys.c.waits)
        .join(keys, keys.c.id == Entry.id)
        .order_by(keys.c.waits, Entry.floor, Entry.id)
    ).all()
    return [row[0] for row in found if not row.waits], [row[0] for row in found if row.waits]
