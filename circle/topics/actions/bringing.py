"""Topics that were held elsewhere: brought in with their floors, in order."""

from collections.abc import Sequence

from circle.circles.models import Circle
from circle.content.actions import write_under
from circle.content.models import Entry
from circle.content.schemas import NewEntry
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.topics.models import Participation, Topic


@action
def bring_topic(
    here: Actor, circle: Circle, new: NewEntry, replies: Sequence[NewEntry],
    kind: str = "discussion",
) -> list[Entry]:
    """The system keeps a topic with its floors, numbered as they come; nobody is told.

    Answers the topic and then its floors in order.
    """
    entry = write_under(here, circle, None, new)
    at = entry.published_at or entry.created_at
    topic = Topic(
        entry_id=entry.id, circle_id=circle.id, kind=kind, host_id=entry.author_id, rules="",
        opened_at=at, active_at=at, floors=0, participants=0, slow_seconds=0, settings={},
        closing="",
    )  # fmt: skip
    session().add(topic)
    session().flush()
    people: dict[int, Participation] = {}
    floors = [write_under(here, circle, entry, one) for one in replies]
    for floor in floors:
        _number(topic, floor, people)
    entry.replies_count, topic.participants = len(replies), len(people)
    session().add_all(people.values())
    return [entry, *floors]


def _number(topic: Topic, floor: Entry, people: dict[int, Participation]) -> None:
    floor.floor = topic.number_floor()
    at = floor.published_at or floor.created_at
    topic.active_at = max(topic.active_at, at)
    known = people.get(floor.author_id)
    if known is None:
        known = people[floor.author_id] = Participation(
            topic_id=topic.entry_id, user_id=floor.author_id, circle_id=topic.circle_id, floors=0,
            last_at=at,
        )  # fmt: skip
    known.floors += 1
    known.last_at = max(known.last_at, at)
