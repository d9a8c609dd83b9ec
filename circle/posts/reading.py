"""A post with what was said under it, read once per version of its circle and drawn in pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import policy
from circle.content import queries as content
from circle.content.discussion import Discussion, discussion_of
from circle.content.models import Entry
from circle.content.queries import PollFacts
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import current_locale
from circle.core.pagecache import SLOT_SECONDS
from circle.core.recent import Recent
from circle.posts import queries
from circle.posts.cards import poll_facts

MAX_READINGS = 256  # per process: a post and 20 comments of about 1 KB each


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
    polls: Mapping[int, tuple[PollFacts, ...]]


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


def _read(reader: Actor, circle: Circle, entry: Entry, cursor: str | None) -> Reading:
    page = content.comments_page(reader, circle, entry, cursor=cursor)
    written = [entry, *content.threads_with_people(page)]
    faces = circles.faces(circle.id, queries.authors_shown(written, reader))
    items = content.comment_items(reader, page, faces, {})
    discussion = discussion_of(items, page.next)
    collections = tuple(Shelf(one.id, one.title) for one in content.collections_of(entry))
    row = queries.post_row(entry)
    return Reading(row, faces, collections, discussion, poll_facts([row]))
