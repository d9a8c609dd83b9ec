"""One topic with what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.topics.models import Participation, Topic


@dataclass(frozen=True, slots=True)
class Hosted:
    """A topic: its entry, what makes it one, its circle, and the actor placed there."""

    entry: Entry
    topic: Topic
    circle: Circle
    here: Actor


def get_topic(actor: Actor, entry_id: int, *, lock: bool = False) -> Hosted:
    """A topic; NotFound for what the actor may not see and for entries of another kind.

    With `lock` the entry is locked first, then what makes it a topic: who numbers a floor holds it.
    """
    if not lock:
        (entry, circle, here), topic = content.get_with_part(actor, entry_id, Topic)
        return Hosted(entry, topic, circle, here)
    entry, circle, here = content.get_entry(actor, entry_id, lock=True)
    topic = find_topic(entry_id, lock=True)
    if topic is None:
        raise NotFound
    return Hosted(entry, topic, circle, here)


def find_topic(entry_id: int, *, lock: bool = False) -> Topic | None:
    """What makes an entry a topic, for reactions and jobs; None for other entries."""
    statement = select(Topic).where(Topic.entry_id == entry_id)
    found: Topic | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def words_beside(entry_id: int) -> Sequence[str]:
    """What a topic says besides its title and text: its rules, and where it is held."""
    topic = find_topic(entry_id)
    return (topic.rules, str(topic.settings.get("place") or "")) if topic is not None else ()


def get_participation(topic_id: int, user_id: int, *, lock: bool = False) -> Participation | None:
    """One member in one topic, or None while they did not take part."""
    statement = select(Participation).where(
        Participation.topic_id == topic_id, Participation.user_id == user_id
    )
    found: Participation | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def count_shown(topic_id: int, user_id: int) -> int:
    """How many floors of one member anybody can see in a topic; reads that member's alone."""
    return session().scalar(
        select(func.count()).where(
            Entry.parent_id == topic_id, Entry.author_id == user_id, Entry.floor.is_not(None),
            Entry.status == "published",
        )
    ) or 0  # fmt: skip
