"""What every stored counter ought to be, counted from the rows; for checking and rebuilding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from circle.circles.models import Circle, Membership
from circle.content.models import (
    Collection,
    CollectionItem,
    Entry,
    EntryTag,
    Poll,
    PollChoice,
    PollOption,
    PollVote,
    Reaction,
    Tag,
)
from circle.content.models.entries import COMMENT
from circle.core.db import session

STAYING = ("published", "removed")


@dataclass(frozen=True, slots=True)
class Drift:
    """A counter that does not say what the rows say."""

    table: str
    row_id: int
    counter: str
    stored: int
    actual: int


def check_counters() -> Iterator[Drift]:
    """Every counter of content that is wrong; none when all is well.

    Reactions of imports have no voters: a stored count above the rows is wrong only for entries
    that were written here.
    """
    for counter, model, actual in _truths():
        stored = getattr(model, counter)
        rows = session().execute(
            select(model.id, stored, actual.label("actual")).where(stored != actual)
        )
        for row in rows:
            yield Drift(model.__tablename__, row[0], counter, row[1], row[2])


def truths() -> Iterator[tuple[str, type[Any], Any]]:
    """(counter, table, what it ought to be) for each stored counter."""
    yield from _truths()


def _truths() -> Iterator[tuple[str, type[Any], Any]]:
    yield "comments_count", Entry, _comments()
    yield "replies_count", Entry, _replies()
    yield "answers_count", Entry, _answers()
    for kind, counter in REACTIONS.items():
        yield counter, Entry, _reactions(kind, getattr(Entry, counter))
    yield "entries_count", Tag, _tagged()
    yield "entries_count", Collection, _collected()
    voted = select(func.count(PollVote.user_id)).where(PollVote.poll_id == Poll.id)
    yield "voters", Poll, voted.correlate(Poll).scalar_subquery()
    chosen = select(func.count(PollChoice.user_id)).where(PollChoice.option_id == PollOption.id)
    yield "votes", PollOption, chosen.correlate(PollOption).scalar_subquery()
    yield "entries_count", Circle, _written(Entry.circle_id == Circle.id)
    mine = and_(
        Entry.author_id == Membership.user_id, Entry.circle_id == Membership.circle_id,
        Entry.anonymous.is_(False),
    )  # fmt: skip
    yield "entries_count", Membership, _written(mine)


REACTIONS: Mapping[str, str] = {
    "like": "likes_count", "bookmark": "bookmarks_count", "helpful": "helpful_count",
    "me_too": "me_too_count",
}  # fmt: skip


@cache
def _comments() -> Any:
    """Comments on show, and the replies to those that left at least their place."""
    child, above, reply = aliased(Entry), aliased(Entry), aliased(Entry)
    direct = select(func.count(child.id)).where(
        child.parent_id == Entry.id, child.kind == COMMENT, child.status == "published"
    )
    replies = (
        select(func.count(reply.id))
        .where(reply.parent_id == above.id, reply.kind == COMMENT, reply.status == "published")
        .correlate(above)
        .scalar_subquery()
    )  # not a join: SQLite would begin it at the status, with every entry there is
    nested = select(func.coalesce(func.sum(replies), 0)).where(
        above.parent_id == Entry.id, above.kind == COMMENT, above.status.in_(STAYING)
    )
    return case((Entry.kind == COMMENT, 0), else_=_inside(direct) + _inside(nested))


@cache
def _replies() -> Any:
    child = aliased(Entry)
    under = select(func.count(child.id)).where(
        child.parent_id == Entry.id, child.kind == COMMENT, child.status == "published"
    )
    return case((Entry.kind == COMMENT, _inside(under)), else_=Entry.replies_count)


@cache
def _answers() -> Any:
    child = aliased(Entry)
    under = select(func.count(child.id)).where(
        child.parent_id == Entry.id, child.kind == "answer", child.status == "published"
    )
    return case((Entry.kind == "question", _inside(under)), else_=0)


def _reactions(kind: str, stored: Any) -> Any:
    here = _inside(
        select(func.count(Reaction.user_id)).where(
            Reaction.entry_id == Entry.id, Reaction.kind == kind
        )
    )
    imported = and_(Entry.origin.is_not(None), stored >= here)
    if kind == "me_too":  # floors are counted by topics: ideas that were merged count together
        imported = or_(imported, Entry.kind == "reply")
    return case((imported, stored), else_=here)


def _tagged() -> Any:
    return _inside(
        select(func.count(EntryTag.entry_id)).where(
            EntryTag.tag_id == Tag.id, EntryTag.lane.is_not(None)
        )
    )


@cache
def _collected() -> Any:
    inside = aliased(Entry)
    return _inside(
        select(func.count(CollectionItem.entry_id))
        .join(inside, inside.id == CollectionItem.entry_id)
        .where(CollectionItem.collection_id == Collection.id, inside.status == "published")
    )


def _written(by: ColumnElement[bool]) -> Any:
    """Everything on show but comments."""
    published = Entry.status.concat("") == "published"  # so that no index of states leads here
    counted = select(func.count(Entry.id)).where(by, published, Entry.kind != COMMENT)
    return counted.correlate(Circle, Membership).scalar_subquery()


def _inside(counted: Any) -> Any:
    return counted.correlate(Entry, Tag, Collection).scalar_subquery()
