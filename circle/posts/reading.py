"""A post with what was said under it, read once per version of its circle and drawn in pieces."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.queries import CommentItem
from circle.core import clock, display
from circle.core.actor import Actor
from circle.core.fragments import fragments
from circle.core.i18n import current_locale
from circle.core.pagecache import SLOT_SECONDS
from circle.core.pieces import draw
from circle.core.recent import Recent
from circle.posts import queries

MAX_READINGS = 256  # per process: a post and 20 comments of about 1 KB each


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its first replies, the same to everybody; the words for their ages."""

    item: CommentItem
    ids: tuple[int, ...]
    ages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discussion:
    """What was said under an entry, without what the reader added."""

    said: tuple[Said, ...]
    next: str | None

    @property
    def ids(self) -> list[int]:
        """Every comment and reply in it."""
        return [ident for one in self.said for ident in one.ids]


class Shelf(NamedTuple):
    """A collection the post stands in."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A post as its page shows it: the same to everybody with the same blocks."""

    row: Any
    faces: Mapping[int, Face]
    collections: Sequence[Shelf]
    discussion: Discussion


readings: Recent[Reading] = Recent(MAX_READINGS)


def reading_of(here: Actor, circle: Circle, entry: Entry, cursor: str | None) -> Reading:
    """The post with its comments, read again only when something in the circle changed.

    The key is the circle's version, bumped in the transaction of whatever changes a shown page, and
    the minute. What is kept was read as nobody in particular; what does not show to everybody, or
    waits under the reader's own name, is read for the reader alone.
    """
    stranger = replace(here, user_id=None)
    may_read = bool(policy.can_read(stranger, entry, circle))
    alike = may_read == bool(policy.can_read(here, entry, circle))
    if not (alike and entry.is_shown) or content.has_waiting_comment(here, entry):
        return _read(here, circle, entry, cursor)
    minute = int(clock.now().timestamp() // SLOT_SECONDS)
    key = (circle.id, circle.version, entry.id, cursor, here.blocked, may_read, minute,
           current_locale())  # fmt: skip
    return readings.get(key, partial(_read, stranger, circle, entry, cursor))


def draw_discussion(
    discussion: Discussion, states: Mapping[int, Iterable[str]], *, signed_in: bool,
    can_reply: bool, path: str,
) -> list[Markup]:
    """Its comments as HTML, in order; `states` are the reader's reactions by entry."""
    liked = frozenset(ident for ident, kinds in states.items() if "like" in kinds)
    place = (signed_in, can_reply, path, current_locale())
    return [_draw_said(one, liked.intersection(one.ids), place) for one in discussion.said]


def _read(reader: Actor, circle: Circle, entry: Entry, cursor: str | None) -> Reading:
    page = content.comments_page(reader, circle, entry, cursor=cursor)
    written = [entry, *content.threads_with_people(page)]
    faces = circles.faces(circle.id, queries.authors_shown(written, reader))
    items = content.comment_items(reader, page, faces, {})
    discussion = Discussion(tuple(_said(item) for item in items), page.next)
    collections = tuple(Shelf(one.id, one.title) for one in content.collections_of(entry))
    return Reading(queries.post_row(entry), faces, collections, discussion)


def _said(item: CommentItem) -> Said:
    shown = (item, *item.replies)
    ages = tuple(display.ago(one.published_at) for one in shown)
    return Said(item, tuple(one.id for one in shown), ages)


def _draw_said(one: Said, liked: frozenset[int], place: tuple[Any, ...]) -> Markup:
    signed_in, can_reply, path, _locale = place
    return fragments.get((one, liked, place), lambda: draw(
        "_components/comment.html", "comment", _with_likes(one.item, liked), signed_in,
        can_reply, False, path,
    ))  # fmt: skip


def _with_likes(item: CommentItem, liked: frozenset[int]) -> CommentItem:
    if not liked:
        return item
    replies = tuple(replace(reply, liked=reply.id in liked) for reply in item.replies)
    return replace(item, liked=item.id in liked, replies=replies)
