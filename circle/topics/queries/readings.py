"""How far somebody has read topics."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from circle.core.actor import Actor
from circle.core.db import session
from circle.topics.models import Reading, Topic


def read_floor(here: Actor, topic_id: int) -> int | None:
    """Up to which floor the actor read a topic; None when never."""
    return _floors(here, [topic_id]).get(topic_id)


def unread_of(here: Actor, topics: Iterable[Topic]) -> Mapping[int, int]:
    """How many floors of each topic the actor did not see; topics never read are left out."""
    found = list(topics)
    floors = _floors(here, [topic.entry_id for topic in found])
    return {
        topic.entry_id: max(0, topic.floors - floors[topic.entry_id])
        for topic in found if topic.entry_id in floors
    }  # fmt: skip


def _floors(here: Actor, ids: list[int]) -> Mapping[int, int]:
    if here.user_id is None or not ids:
        return {}
    rows = session().execute(
        select(Reading.topic_id, Reading.floor).where(
            Reading.user_id == here.user_id, Reading.topic_id.in_(ids)
        )
    )
    return {row.topic_id: row.floor for row in rows}
