"""Entry cards: rows of a list as what a template shows, each drawn once and then remembered.

The drawn card is kept under everything it shows (the row's values, its author's face, the words
for its age, the reader's own like and bookmark), never under an id that something would have to
invalidate. A page of twenty cards is then twenty look-ups and a join, and one card that changed is
one card drawn anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

import orjson
from markupsafe import Markup

from circle.circles import policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import queries as content
from circle.content.policy import author_shown, region_shown
from circle.content.queries import PollFacts, PollItem
from circle.content.queries.items import PictureItem
from circle.core import clock, display
from circle.core.actor import GUEST, Actor
from circle.core.fragments import fragments
from circle.core.i18n import current_locale
from circle.core.pagecache import SLOT_SECONDS
from circle.core.pieces import draw
from circle.core.recent import Recent
from circle.posts import queries
from circle.posts.queries import FeedChoice

MAX_LISTINGS = 256  # per process: 20 rows of about 2 KB each


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag and the list it leads to."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What people added to an entry."""

    comments: int
    likes: int
    bookmarks: int


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as its card shows it, the same to everybody who may read it."""

    id: int
    kind: str
    url: str
    author: Face | None  # None: anonymous, or not to be named
    anonymous: bool
    title: str
    html: Markup
    excerpt: str
    folds: bool
    cut: bool  # only the excerpt is here: the rest is at `url`
    restricted: bool  # the reader must join to read on
    pictures: tuple[PictureItem, ...]
    tags: tuple[TagLink, ...]
    category: str
    counts: Counts
    pinned: bool
    featured: bool
    announcement: bool
    edited_at: datetime | None
    published_at: datetime | None
    scheduled_at: datetime | None  # the hour it waits for
    ip_region: str | None
    ai_statement: str
    status: str
    city: str | None
    expires_at: datetime | None
    circle: SimpleNamespace | None  # named only outside its circle
    polls: tuple[PollItem, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in one line: what is pinned above a list."""

    id: int
    url: str
    text: str
    announcement: bool


class Place(Protocol):
    """The circle an entry stands in, as far as its card names it."""

    @property
    def slug(self) -> str:
        """Its address."""

    @property
    def name(self) -> str:
        """What it is called."""


class Reader(NamedTuple):
    """What a card needs to know of who reads it and where."""

    signed_in: bool = False
    restricted: bool = False  # an outsider of a preview circle
    outside: bool = False  # on a page that is not the circle's: it is named on the card
    whole: bool = False  # on its own page: nothing is folded


class Mine(NamedTuple):
    """What the reader added to an entry."""

    liked: bool = False
    bookmarked: bool = False


NOTHING_MINE = Mine()


class Added(NamedTuple):
    """What was looked up beside the rows: the reader's own reactions, and polls, by entry."""

    states: Mapping[int, Iterable[str]] = {}
    polls: Mapping[int, tuple[PollItem, ...]] = {}


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list with the people in it: the same to everybody with the same blocks."""

    pinned: Sequence[Any]
    rows: Sequence[Any]
    next: str | None
    faces: Mapping[int, Face]
    polls: Mapping[int, tuple[PollFacts, ...]]


listings: Recent[Listing] = Recent(MAX_LISTINGS)


def listing_of(here: Actor, circle: Circle, choice: FeedChoice) -> Listing:
    """The rows and people of a list, read again only when something in the circle changed.

    The key is the circle's version (bumped in the transaction of whatever changes a shown page) and
    the minute, within which pins and ads may end unnoticed.
    """
    if choice.order == "following":
        return _read_listing(here, circle, choice)
    minute = int(clock.now().timestamp() // SLOT_SECONDS)
    key = (circle.id, circle.version, choice, here.blocked, minute, current_locale())
    return listings.get(key, partial(_read_listing, here, circle, choice))


def _read_listing(here: Actor, circle: Circle, choice: FeedChoice) -> Listing:
    page = queries.feed_page(here, circle, choice)
    is_top = choice.is_plain and choice.cursor is None
    pinned = queries.pinned_rows(here, circle) if is_top else ()
    named = circles.faces(circle.id, queries.authors_shown(page.items, here))
    return Listing(pinned, page.items, page.next, named, poll_facts(page.items))


def cards_in(here: Actor, circle: Circle, listing: Listing) -> list[Markup]:
    """The cards of a list for the actor placed in its circle: one query, two where there are
    polls, and none for guests."""
    added = added_to(here, circle, listing.rows, listing.polls)
    return draw_cards(listing.rows, listing.faces, circle, reader_of(here, circle), added)


def cards_of(here: Actor, circle: Circle, rows: Sequence[Any]) -> list[Markup]:
    """The cards of rows of one circle for the actor placed in it: two queries beside the rows,
    two more where there are polls."""
    faces = circles.faces(circle.id, queries.authors_shown(rows, here))
    added = added_to(here, circle, rows, poll_facts(rows))
    return draw_cards(rows, faces, circle, reader_of(here, circle), added)


def poll_facts(rows: Sequence[Any]) -> Mapping[int, tuple[PollFacts, ...]]:
    """The polls of these rows by entry; nothing is asked where no card says that there is one."""
    return content.facts_of([row.id for row in rows if '"poll":' in (row.card or "")])


def added_to(
    here: Actor, circle: Circle, rows: Sequence[Any],
    facts: Mapping[int, tuple[PollFacts, ...]],
) -> Added:
    """What the actor placed in a circle added to these rows, and their polls as they see them."""
    states = content.reactions_of(here, [row.id for row in rows]) if here.user_id else {}
    return Added(states, content.polls_of(here, circle, rows, facts))


def reader_of(here: Actor, circle: Circle, *, whole: bool = False) -> Reader:
    """What cards need to know of the actor placed in a circle."""
    restricted = not policy.can_see_entries(here, circle)
    return Reader(signed_in=here.user_id is not None, restricted=restricted, whole=whole)


def draw_cards(
    rows: Iterable[Any], faces: Mapping[int, Face], circle: Place, reader: Reader, added: Added,
) -> list[Markup]:
    """The cards of these rows as HTML, in order, with what was looked up beside them."""
    drawn = []
    locale, place = current_locale(), (circle.slug, circle.name)
    for row in rows:
        kinds = added.states.get(row.id)
        mine = Mine("like" in kinds, "bookmark" in kinds) if kinds else NOTHING_MINE
        face = faces.get(author_shown(row, GUEST) or 0)  # a card is the same to everybody
        polls = () if reader.restricted else added.polls.get(row.id, ())
        shown = (display.ago(row.published_at), is_pinned(row), mine, reader, polls)
        key = (row[:-1], face, shown, locale, place)
        make = partial(_draw, row, face, circle, (mine, reader, polls))
        drawn.append(fragments.get(key, make))
    return drawn


def line_of(circle: Circle, row: Any) -> Line:
    """A row as one line of text."""
    text = row.title or " ".join(row.excerpt.split())
    return Line(row.id, content.root_path(circle.slug, row.kind, row.id), text, row.announcement)


def is_pinned(row: Any) -> bool:
    """Whether the entry is on top of its circle just now."""
    return bool(row.pinned_until and row.pinned_until > clock.now())


def card_of(
    row: Any, face: Face | None, circle: Place, reader: Reader,
    polls: tuple[PollItem, ...] = (),
) -> Card:
    """What the card of one row shows to such a reader."""
    details = orjson.loads(row.card) if row.card else {}
    cut = row.characters > 0 and not row.html
    return Card(
        id=row.id, kind=row.kind, url=content.root_path(circle.slug, row.kind, row.id), author=face,
        anonymous=row.anonymous, title=row.title,
        html=Markup("") if reader.restricted else Markup(row.html),  # noqa: S704 - sanitised
        excerpt=row.excerpt, folds=row.folds, cut=cut, restricted=reader.restricted,
        pictures=() if reader.restricted else content.pictures_of(details),
        tags=_tag_links(circle.slug, orjson.loads(row.tags or "[]"), row.status),
        category=row.category,
        counts=Counts(row.comments_count, row.likes_count, row.bookmarks_count),
        pinned=is_pinned(row), featured=row.featured_at is not None,
        announcement=row.announcement, edited_at=row.edited_at, published_at=row.published_at,
        scheduled_at=row.scheduled_at,
        ip_region=region_shown(row, GUEST),
        ai_statement=row.ai_statement, status=row.status, city=row.city,
        expires_at=row.expires_at,
        circle=SimpleNamespace(name=circle.name, slug=circle.slug, url=f"/c/{circle.slug}")
        if reader.outside else None,
        polls=polls,
    )


def _tag_links(slug: str, names: Sequence[str], status: str) -> tuple[TagLink, ...]:
    """Tags with the addresses of their pages; while it waits it may be the first under its tag."""
    place = f"/c/{slug}/tags/" if status == "published" else f"/c/{slug}?tag="
    return tuple(TagLink(name, place + quote(name, safe="")) for name in names)


def _draw(
    row: Any, face: Face | None, circle: Place, shown: tuple[Mine, Reader, tuple[PollItem, ...]]
) -> str:
    mine, reader, polls = shown
    card = card_of(row, face, circle, reader, polls)
    return draw("_components/card.html", "card", card, mine, reader)
