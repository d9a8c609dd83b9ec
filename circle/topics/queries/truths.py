"""What the counts of threads, events and ideas ought to be, counted from their rows."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from circle.content.models import Entry, Reaction
from circle.core.db import session
from circle.topics.models import Credit, Gathering, Idea, Participation, SignUp, Topic

Wrong = tuple[int, str, int, int]  # entry, what is counted, what it says, what the rows say


def wrong_threads() -> Iterator[Wrong]:
    """Topics whose last floor, count of floors on show or count of people is not what is there.

    A person counts with floors on show; whose own count is wrong is told with the topic, as `by N`.
    """
    last = _floors_of(func.coalesce(func.max(Entry.floor), 0)).correlate(Topic).scalar_subquery()
    yield from _differing(select(Topic.entry_id, Topic.floors, last), "floors")
    root = aliased(Entry)
    shown = _shown(Entry.parent_id == root.id).correlate(root).scalar_subquery()
    roots = select(root.id, root.replies_count, shown).where(root.kind == "topic")
    yield from _differing(roots, "replies_count")
    yield from _differing(select(Topic.entry_id, Topic.participants, _people()), "participants")
    yield from _wrong_participations()


def shown_by_person(topic_id: int) -> Mapping[int, Row[int, int, datetime]]:
    """Who has floors on show in a topic: how many, and when the last was written."""
    rows = session().execute(
        select(
            Entry.author_id, func.count().label("floors"),
            func.max(Entry.created_at).label("last_at"),
        )
        .where(
            Entry.parent_id == topic_id, Entry.floor.is_not(None), Entry.status == "published"
        )
        .group_by(Entry.author_id)
    )
    return {row.author_id: row for row in rows}


def last_floor(topic_id: int) -> int:
    """The highest number a floor of a topic has, on show or not."""
    highest = select(func.max(Entry.floor)).where(Entry.parent_id == topic_id)
    return session().scalar(highest) or 0


def _wrong_participations() -> Iterator[Wrong]:
    """Counts of single people, those that nobody keeps among them."""
    mine = _shown(
        Entry.parent_id == Participation.topic_id, Entry.author_id == Participation.user_id
    ).correlate(Participation).scalar_subquery()  # fmt: skip
    counted = select(Participation.topic_id, Participation.floors, mine)
    counted = counted.add_columns(Participation.user_id).where(Participation.floors != mine)
    for row in session().execute(counted):
        yield row[0], f"by {row[3]}", row[1], row[2]
    kept = select(Participation.topic_id).where(
        Participation.topic_id == Entry.parent_id, Participation.user_id == Entry.author_id
    )
    lost = (
        select(Topic.entry_id, Entry.author_id, func.count())
        .join(Entry, Entry.parent_id == Topic.entry_id)
        .where(Entry.kind == "reply", Entry.floor.is_not(None), Entry.status == "published")
        .where(~kept.exists())
        .group_by(Topic.entry_id, Entry.author_id)
    )
    for topic_id, user_id, floors in session().execute(lost):
        yield topic_id, f"by {user_id}", 0, floors


def _floors_of(what: Any) -> Any:
    return select(what).where(Entry.parent_id == Topic.entry_id, Entry.floor.is_not(None))


def _shown(*where: Any) -> Any:
    return select(func.count()).where(
        *where, Entry.floor.is_not(None), Entry.status == "published"
    )


def _people() -> Any:
    shown = select(func.count(Entry.author_id.distinct())).where(
        Entry.parent_id == Topic.entry_id, Entry.floor.is_not(None), Entry.status == "published"
    )
    return shown.correlate(Topic).scalar_subquery()


def wrong_gatherings() -> Iterator[Wrong]:
    """Events whose counts of people are not those of their sign-ups."""
    for state in ("going", "waiting"):
        people = select(func.count()).where(
            SignUp.topic_id == Gathering.entry_id, SignUp.state == state
        )
        actual = people.correlate(Gathering).scalar_subquery()
        stored = getattr(Gathering, state)
        yield from _differing(select(Gathering.entry_id, stored, actual), state)


def wrong_ideas() -> Iterator[Wrong]:
    """Ideas whose counts of people are not those of the taps, or that stand in a wrong list."""
    wanting, owed, listed = _wanting(), _owed(), _listed()
    told = case((Idea.listed, 1), else_=0)
    for name, stored, actual in (
        ("wanted", Idea.wanted, wanting), ("me_too_count", Entry.me_too_count, wanting),
        ("credited", Idea.credited, owed), ("listed", told, listed),
    ):
        ideas = select(Idea.entry_id, stored, actual).join(Entry, Entry.id == Idea.entry_id)
        yield from _differing(ideas, name)


def _wanting() -> Any:
    alike = aliased(Idea)
    family = select(alike.entry_id).where(alike.merged_into == Idea.entry_id).correlate(Idea)
    people = (
        select(func.count(Reaction.user_id.distinct()))
        .where(or_(Reaction.entry_id == Idea.entry_id, Reaction.entry_id.in_(family)))
        .where(Reaction.kind == "me_too", Reaction.user_id != Entry.author_id)
    )
    return people.correlate(Idea, Entry).scalar_subquery()


def _owed() -> Any:
    people = select(func.count()).where(Credit.entry_id == Idea.entry_id)
    return people.correlate(Idea).scalar_subquery()


def _listed() -> Any:
    return case((and_(Idea.merged_into.is_(None), Entry.status == "published"), 1), else_=0)


def _differing(statement: Any, name: str) -> Iterator[Wrong]:
    """The rows (entry, stored, actual) in which the two are not the same."""
    _ident, stored, actual = statement.selected_columns
    for row in session().execute(statement.where(stored != actual)):
        yield row[0], name, row[1], row[2]
