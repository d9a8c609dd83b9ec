"""Counts of threads put right, whatever made them wrong."""

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.db import action, session
from circle.topics import queries
from circle.topics.models import Participation, Topic


@action
def rebuild_threads() -> int:
    """Count anew the floors and people of topics that count wrongly; how many topics were.

    The last number given follows the floors there are: each of them keeps its own.
    """
    wrong = sorted({entry_id for entry_id, *_said in queries.wrong_threads()})
    for entry_id in wrong:
        topic = queries.find_topic(entry_id, lock=True)
        if topic is not None:
            _count(topic)
    return len(wrong)


def _count(topic: Topic) -> None:
    shown = queries.shown_by_person(topic.entry_id)
    kept = {
        row.user_id: row
        for row in session().scalars(
            select(Participation).where(Participation.topic_id == topic.entry_id)
        )
    }
    for user_id, row in kept.items():
        row.floors = shown[user_id].floors if user_id in shown else 0
    session().add_all(
        Participation(
            topic_id=topic.entry_id, user_id=user_id, circle_id=topic.circle_id,
            floors=found.floors, last_at=found.last_at,
        )
        for user_id, found in shown.items() if user_id not in kept
    )  # fmt: skip
    topic.floors, topic.participants = queries.last_floor(topic.entry_id), len(shown)
    entry = session().get_one(Entry, topic.entry_id)
    entry.replies_count = sum(found.floors for found in shown.values())
