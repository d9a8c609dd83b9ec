"""What the counts of events and ideas ought to be, counted from their rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from circle.content.models import Entry, Reaction
from circle.core.db import session
from circle.topics.models import Credit, Gathering, Idea, SignUp

Wrong = tuple[int, str, int, int]  # entry, what is counted, what it says, what the rows say


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
