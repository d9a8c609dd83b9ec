"""A topic as its page shows it: its opening, a page of its floors drawn, how far it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from markupsafe import Markup

from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.queries import PollItem
from circle.content.queries.items import PictureItem
from circle.content.under import Under, read_under
from circle.core import display
from circle.core.fragments import fragments
from circle.core.i18n import current_locale
from circle.core.pieces import draw
from circle.topics import policy, queries
from circle.topics.queries import Hosted, Hung
from circle.topics.queries.kinds import Shown, showing_of
from circle.topics.schemas import FloorChoice


@dataclass(frozen=True, slots=True)
class FloorItem:
    """A floor as its page shows it."""

    id: int
    number: int | None  # None while nobody else sees it
    author: Face | None
    by_host: bool
    html: Markup
    text: str
    pictures: tuple[PictureItem, ...]
    published_at: datetime | None
    edited: bool
    ip_region: str | None
    ai_statement: str
    likes: int
    comments: int
    own: bool
    status: str
    reason: str


class FloorReader(NamedTuple):
    """What a floor needs to know of who reads it and where it stands."""

    signed_in: bool
    hosts: bool  # looks after the topic
    path: str
    topic_id: int
    kind: str


class Floor(NamedTuple):
    """A floor of a page: what it is, and how it looks."""

    item: FloorItem
    drawn: Markup


@dataclass(frozen=True, slots=True)
class TopicPage:
    """Everything on the page of a topic."""

    host: Face | None
    author: Face | None
    floors: Sequence[Floor]
    next: str | None
    before: int | None  # there may be floors in front of this one
    first_unread: int | None  # the floor of this page that is the first new one
    read_floor: int | None
    unread: int
    comments: Sequence[Markup]
    mine: frozenset[str]  # what the reader added to the opening
    details: Mapping[str, Any]  # what the kind shows above the floors
    hung: Hung  # a lottery, a trial
    polls: tuple[PollItem, ...]

    @property
    def tabs(self) -> Sequence[Mapping[str, Any]]:
        """Views of the floors that the kind has besides those of every topic."""
        tabs: Sequence[Mapping[str, Any]] = self.details.get("tabs", ())
        return tabs


def read_topic(hosted: Hosted, choice: FloorChoice) -> TopicPage:
    """The page of a topic for the actor who entered its circle."""
    here, entry, topic = hosted.here, hosted.entry, hosted.topic
    page = queries.floors_page(hosted, choice)
    readable = bool(content_policy.can_read(here, entry, hosted.circle))
    shown = showing_of(topic.kind).read(hosted, page.items) if readable else Shown()
    named = (topic.host_id, *shown.people)
    under = read_under(here, hosted.circle, [entry, *page.items], named)
    hung = queries.hung_on(hosted) if readable else Hung()
    read = hung.read_floor
    floors = _draw_all(hosted, page.items, under, shown.marks(under.faces))
    return TopicPage(
        host=under.faces.get(topic.host_id),
        author=under.faces.get(content_policy.author_shown(entry, here) or 0),
        floors=floors, next=page.next, before=_before(choice, floors),
        first_unread=_first_unread(choice, floors, read), read_floor=read,
        unread=max(0, topic.floors - read) if read is not None else 0,
        comments=under.comments.get(entry.id, ()),
        mine=frozenset(under.states.get(entry.id, ())),
        details=shown.topic,
        hung=hung,
        polls=content.entry_polls(here, hosted.circle, entry) if readable else (),
    )  # fmt: skip


def _before(choice: FloorChoice, floors: Sequence[Floor]) -> int | None:
    """The first number of a page that does not begin at the beginning."""
    numbers = [floor.item.number for floor in floors if floor.item.number is not None]
    named = (choice.floor, choice.before, choice.around, choice.cursor)
    whole = not any(named)
    if whole or choice.view == "hot" or not numbers or numbers[0] <= 1:
        return None
    short = choice.before is not None and len(floors) < choice.limit
    return None if short else numbers[0]


def _first_unread(
    choice: FloorChoice, floors: Sequence[Floor], read: int | None
) -> int | None:
    """Where the new floors begin, while the old ones end on the same page or the one before it."""
    if not read or choice.view != "all":
        return None
    numbers = [floor.item.number for floor in floors if floor.item.number is not None]
    return next((number for number in numbers if number > read), None)


def _draw_all(
    hosted: Hosted, rows: Sequence[Entry], under: Under, marks: Mapping[int, Mapping[str, Any]]
) -> list[Floor]:
    reader = FloorReader(
        signed_in=hosted.here.user_id is not None,
        hosts=bool(policy.can_host(hosted.here, hosted.topic, hosted.circle)),
        path=content.entry_path(hosted.circle.slug, hosted.entry), topic_id=hosted.entry.id,
        kind=hosted.topic.kind,
    )
    drawn = []
    for row in rows:
        item = _item(hosted, row, under.faces)
        liked = "like" in under.states.get(row.id, ())
        can_comment = bool(content_policy.can_comment(hosted.here, row, hosted.circle))
        mine = (liked, can_comment, under.comments.get(row.id, ()))
        drawn.append(Floor(item, _draw(item, mine, reader, marks.get(row.id, {}))))
    return drawn


def _draw(
    item: FloorItem, mine: tuple[Any, ...], reader: FloorReader, mark: Mapping[str, Any]
) -> Markup:
    said = orjson.dumps(dict(mark), default=str) if mark else b""
    key = (item, mine, reader, said, display.ago(item.published_at), current_locale())
    return fragments.get(
        key, lambda: draw("topics/_floor.html", "floor", item, *mine, reader, mark)
    )


def _item(hosted: Hosted, entry: Entry, faces: Mapping[int, Face]) -> FloorItem:
    gone, own = entry.status == "removed", content_policy.is_own(hosted.here, entry)
    return FloorItem(
        id=entry.id, number=entry.floor,
        author=faces.get(content_policy.author_shown(entry, hosted.here) or 0),
        by_host=not entry.anonymous and entry.author_id == hosted.topic.host_id,
        html=Markup("") if gone else content.html_of(entry),
        text="" if gone else content.html_of(entry).striptags(),
        pictures=() if gone else content.pictures_of(entry.card),
        published_at=entry.published_at or entry.created_at, edited=entry.edited_at is not None,
        ip_region=content_policy.region_shown(entry, hosted.here),
        ai_statement=entry.ai_statement, likes=entry.likes_count, comments=entry.comments_count,
        own=own, status=entry.status, reason=entry.reason if own else "",
    )  # fmt: skip
