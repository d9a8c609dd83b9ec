"""Comments and lines of lists as templates show them; pure, from what was looked up before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from circle.circles.models import Circle
from circle.circles.queries import Face, faces, faces_in
from circle.content import policy
from circle.content.models import Entry
from circle.content.queries.comments import Thread, threads_with_people
from circle.content.queries.reactions import NONE, reactions_of
from circle.content.queries.shapes import entry_path, picture_urls
from circle.core.actor import Actor
from circle.core.paging import Page

LINE = 80  # characters of a line in a list


@dataclass(frozen=True, slots=True)
class PictureItem:
    """One picture of a card and its three addresses."""

    uid: str
    small: str
    medium: str
    large: str
    width: int
    height: int
    alt: str
    placeholder: str
    colour: str


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """What people added to a comment."""

    likes: int


@dataclass(frozen=True, slots=True)
class CommentItem:
    """A comment with its first replies; a removed one has neither author nor words."""

    id: int
    author: Face | None
    html: Markup
    pictures: tuple[PictureItem, ...]
    published_at: datetime | None
    edited: bool
    ip_region: str | None
    ai_statement: str
    counts: CommentCounts
    liked: bool
    removed: bool
    own: bool
    status: str
    reason: str
    reply_to: str | None
    replies: tuple["CommentItem", ...] = ()
    replies_more: int = 0


@dataclass(frozen=True, slots=True)
class LineItem:
    """An entry in one or two lines of a list, with its first picture."""

    id: int
    url: str
    text: str
    kind: str
    author: Face | None
    anonymous: bool
    circle: Circle
    picture: PictureItem | None
    status: str
    reason: str
    at: datetime | None
    comments: int
    likes: int


def comment_items(
    here: Actor, page: Page[Thread], people: Mapping[int, Face],
    mine: Mapping[int, frozenset[str]],
) -> list[CommentItem]:
    """A page of threads for its template; `people` and `mine` were looked up for all at once."""
    known = {entry.id: entry for entry in threads_with_people(page)}

    def item(entry: Entry, replies: Sequence[Entry] = (), more: int = 0) -> CommentItem:
        removed = entry.status == "removed"
        author = policy.author_shown(entry, here)
        answered = known.get(entry.reply_to_id or 0)
        if answered is not None and answered.parent_id != entry.parent_id:
            answered = None  # it stands right above: its author need not be named
        named = people.get(policy.author_shown(answered, here) or 0) if answered else None
        return CommentItem(
            id=entry.id, author=people.get(author) if author else None,
            html=Markup("") if removed else html_of(entry),
            pictures=() if removed else pictures_of(entry.card),
            published_at=entry.published_at or entry.created_at,
            edited=entry.edited_at is not None, ip_region=policy.region_shown(entry, here),
            ai_statement=entry.ai_statement, counts=CommentCounts(entry.likes_count),
            liked="like" in mine.get(entry.id, NONE), removed=removed,
            own=policy.is_own(here, entry), status=entry.status,
            reason=entry.reason if policy.is_own(here, entry) else "",
            reply_to=named.display_name if named else None,
            replies=tuple(item(reply) for reply in replies), replies_more=more,
        )  # fmt: skip

    return [item(thread.comment, thread.replies, thread.more) for thread in page.items]


def shown_comments(here: Actor, circle: Circle, page: Page[Thread]) -> list[CommentItem]:
    """The same with faces and reactions looked up here: two queries."""
    entries = threads_with_people(page)
    authors = {author for one in entries if (author := policy.author_shown(one, here))}
    people = faces(circle.id, authors)
    return comment_items(here, page, people, reactions_of(here, [one.id for one in entries]))


def line_items(
    actor: Actor, found: Iterable[tuple[Entry, Circle]], *, own: bool = False
) -> list[LineItem]:
    """Entries of any circles as lines, faces looked up in one query; not for one's own.

    Outside a circle only what the actor may read there is asked for; inside, pictures are left out
    for who reads titles and excerpts only.
    """
    rows = list(found)
    people = {} if own else faces_in(
        (circle.id, author)
        for entry, circle in rows
        if (author := policy.author_shown(entry, actor))
    )  # fmt: skip
    return [_line(actor, entry, circle, people) for entry, circle in rows]


def html_of(entry: Entry) -> Markup:
    """An entry's words as they are shown."""
    return Markup(entry.html)  # noqa: S704 - sanitised when written


def pictures_of(card: Mapping[str, Any]) -> tuple[PictureItem, ...]:
    """The pictures named in an entry's card facts."""
    return tuple(
        PictureItem(
            uid=one["uid"], width=one["w"], height=one["h"], alt=one.get("alt", ""),
            placeholder=one.get("ph", ""), colour=one.get("colour", ""),
            **picture_urls(one["uid"]),
        )
        for one in card.get("pictures", ())
    )  # fmt: skip


def _line(
    actor: Actor, entry: Entry, circle: Circle, people: Mapping[tuple[int, int], Face]
) -> LineItem:
    inside = actor.circle_id == circle.id or actor.is_guest
    may_read = not inside or policy.can_read(actor, entry, circle)
    pictures = pictures_of(entry.card) if may_read else ()
    author = policy.author_shown(entry, actor)
    return LineItem(
        id=entry.id, url=entry_path(circle.slug, entry), kind=entry.kind,
        text=entry.title or " ".join(entry.excerpt.split())[:LINE],
        author=people.get((circle.id, author)) if author else None, anonymous=entry.anonymous,
        circle=circle, picture=pictures[0] if pictures else None, status=entry.status,
        reason=entry.reason if policy.is_own(actor, entry) or actor.can("review") else "",
        at=entry.published_at or entry.created_at, comments=entry.comments_count,
        likes=entry.likes_count,
    )  # fmt: skip
