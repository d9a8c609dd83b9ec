"""Topics that were held elsewhere: brought in with their floors, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from circle.circles.models import Circle
from circle.content.actions import write_under
from circle.content.models import Entry
from circle.content.schemas import NewEntry
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.topics.actions.kinds import taking_of
from circle.topics.kinds import KINDS
from circle.topics.models import Participation, Topic
from circle.topics.schemas import Details


@dataclass(frozen=True, slots=True)
class BroughtTopic:
    """What kind of topic it was, its rules, from when to when."""

    kind: str = "discussion"
    rules: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@action
def bring_topic(
    here: Actor, circle: Circle, new: NewEntry, replies: Sequence[NewEntry],
    about: BroughtTopic = BroughtTopic(),
) -> list[Entry]:
    """The system keeps a topic with its floors, numbered as they come; nobody is told.

    What the kind makes of floors (days, submissions, ideas) is made of them, too. Answers the topic
    and then its floors in order. Invalid without the end its kind needs, or with one that comes
    first.
    """
    _check_dates(about, new)
    entry = write_under(here, circle, None, new)
    at = entry.published_at or entry.created_at
    topic = Topic(
        entry_id=entry.id, circle_id=circle.id, kind=about.kind, host_id=entry.author_id,
        rules=about.rules, opened_at=at, active_at=at, starts_at=about.starts_at,
        ends_at=about.ends_at, floors=0, participants=0, slow_seconds=0, settings={}, closing="",
    )  # fmt: skip
    session().add(topic)
    taking_of(about.kind).begin(topic, Details())
    session().flush()
    people: dict[int, Participation] = {}
    floors = [write_under(here, circle, entry, one) for one in replies]
    for floor in floors:
        _number(topic, floor, people)
    entry.replies_count, topic.participants = len(replies), len(people)
    session().add_all(people.values())
    session().flush()
    for floor in floors:
        taking_of(about.kind).keep(topic, floor)
    return [entry, *floors]


def _check_dates(about: BroughtTopic, new: NewEntry) -> None:
    begins = about.starts_at or new.published_at
    missing = KINDS[about.kind].needs_end and about.ends_at is None
    if missing:
        raise Invalid(lazy("A topic of this kind has an end"), errors={"ends_at": [about.kind]})
    if about.ends_at is not None and begins is not None and about.ends_at <= begins:
        raise Invalid(lazy("It ends before it begins"), errors={"ends_at": [about.kind]})


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
