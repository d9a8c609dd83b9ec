"""Topics of a list as templates show them; pure, from what was looked up before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import queries as content
from circle.content.queries.items import PictureItem
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import Text
from circle.topics.kinds import KINDS, names_of
from circle.topics.queries.lists import Found
from circle.topics.queries.readings import unread_of
from circle.topics.queries.shapes import listed_of
from circle.topics.timing import said_when


@dataclass(frozen=True, slots=True)
class TopicItem:
    """A topic as its card shows it; `said` is what its kind tells of it."""

    id: int
    url: str
    kind: str
    names: Sequence[Text]  # what it is
    title: str
    excerpt: str
    cover: PictureItem | None
    polls: int  # how many it carries
    tags: tuple[str, ...]
    host: Face | None
    state: str
    when: str
    ends_at: datetime | None
    floors: int
    participants: int
    likes: int
    unread: int  # floors that came since the reader was there; 0 for who never was
    active_at: datetime
    pinned: bool
    featured: bool
    announcement: bool
    restricted: bool  # the reader must join to read on
    said: Mapping[str, Any]


def topic_items(
    here: Actor, circle: Circle, found: Sequence[Found]
) -> list[TopicItem]:
    """Topics of one circle as cards for the actor placed in it."""
    topics = [one.topic for one in found]
    faces = circles.faces(circle.id, {topic.host_id for topic in topics})
    unread = unread_of(here, topics)
    said = listed_of(topics)
    restricted = not circles_policy.can_see_entries(here, circle)
    return [
        _item(circle.slug, one, (
            faces.get(one.topic.host_id), unread.get(one.entry.id, 0), said.get(one.entry.id, {}),
            restricted,
        ))
        for one in found
    ]  # fmt: skip


def _item(
    slug: str, found: Found, known: tuple[Face | None, int, Mapping[str, Any], bool]
) -> TopicItem:
    entry, topic = found.entry, found.topic
    host, unread, said, restricted = known
    card = {} if restricted else entry.card
    pictures = content.pictures_of(card)
    return TopicItem(
        id=entry.id, url=content.root_path(slug, entry.kind, entry.id), kind=topic.kind,
        names=names_of(KINDS[topic.kind], found.hanging),
        title=entry.title, excerpt=entry.excerpt, cover=pictures[0] if pictures else None,
        polls=card.get("poll", 0),
        tags=tuple(entry.tags), host=host, state=topic.state, when=said_when(topic),
        ends_at=topic.ends_at, floors=entry.replies_count, participants=topic.participants,
        likes=entry.likes_count, unread=unread, active_at=topic.active_at,
        pinned=bool(entry.pinned_until and entry.pinned_until > clock.now()),
        featured=entry.featured_at is not None, announcement=entry.announcement,
        restricted=restricted, said={} if restricted else said,
    )  # fmt: skip
