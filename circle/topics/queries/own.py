"""A person's own topics and where they took part, for their own export."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.db import session
from circle.topics.models import Participation, Reading, Topic

BATCH = 500


def own_topics(user_id: int) -> Iterator[dict[str, Any]]:
    """What somebody hosts or opened, and how it went."""
    rows = session().scalars(
        select(Topic)
        .join(Entry, Entry.id == Topic.entry_id)
        .where(Entry.author_id == user_id, Entry.author_state != "removed")
        .order_by(Topic.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "entry": row.entry_id, "kind": row.kind, "rules": row.rules,
            "starts_at": row.starts_at, "ends_at": row.ends_at, "floors": row.floors,
            "closing": row.closing, "closed_at": row.closed_at,
        }  # fmt: skip


def own_participations(user_id: int) -> Iterator[dict[str, Any]]:
    """Where somebody took part, and how far they read."""
    taking_part = session().scalars(
        select(Participation)
        .where(Participation.user_id == user_id)
        .order_by(Participation.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for row in taking_part:
        yield {"topic": row.topic_id, "floors": row.floors, "last_at": row.last_at}
    readings = session().scalars(
        select(Reading)
        .where(Reading.user_id == user_id)
        .order_by(Reading.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for reading in readings:
        yield {"topic": reading.topic_id, "read_up_to": reading.floor, "at": reading.at}
