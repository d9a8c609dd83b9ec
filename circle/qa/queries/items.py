"""Questions of a list as templates show them; pure, from rows and faces looked up before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import queries as content
from circle.content.policy import author_shown, region_shown
from circle.content.queries.items import PictureItem
from circle.core import clock
from circle.core.actor import GUEST, Actor
from circle.qa import policy
from circle.qa.models import BOUNTY_GRACE
from circle.qa.queries.rows import people_shown
from circle.qa.queries.shapes import waiting_hours


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """What people added to a question."""

    answers: int
    me_too: int
    comments: int
    likes: int
    bookmarks: int


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """A question as its card shows it; `assigned` is told to guests and staff alone."""

    id: int
    url: str
    author: Face | None  # None: anonymous, or not to be named
    anonymous: bool
    title: str
    excerpt: str
    picture: PictureItem | None
    polls: int  # how many it carries
    tags: tuple[str, ...]
    state: str
    bounty: int  # to be had now; 0 when there is none or it has ended
    bounty_ends_at: datetime | None
    counts: QuestionCounts
    accepted_line: str  # how the accepted answer begins, while it can be relied on
    stale: bool  # nobody is sure any more that what settled it holds
    by_guest: bool
    asked_of: Face | None
    waiting_hours: int | None  # for a first answer; None when it does not wait
    resolved: bool
    duplicate_of: int | None
    assigned: bool
    assigned_due: datetime | None
    pinned: bool
    featured: bool
    announcement: bool
    restricted: bool  # the reader must join to read on
    joined: bool  # the reader wonders the same
    ip_region: str | None
    published_at: datetime | None
    edited_at: datetime | None
    ai_statement: str
    status: str


def question_items(here: Actor, circle: Circle, rows: Sequence[Any]) -> list[QuestionItem]:
    """The rows of one circle as cards for the actor placed in it: two queries beside the rows."""
    faces = circles.faces(circle.id, people_shown(rows, here))
    mine = content.reactions_of(here, [row.id for row in rows])
    restricted = not circles_policy.can_see_entries(here, circle)
    staff = bool(policy.can_see_queue(here))
    return [
        _item(row, faces, (circle.slug, restricted, staff), (mine.get(row.id, ()), here.blocked))
        for row in rows
    ]


def _item(
    row: Any, faces: Mapping[int, Face], place: tuple[str, bool, bool], reader: tuple[Any, Any]
) -> QuestionItem:
    slug, restricted, staff = place
    kinds, blocked = reader
    card = {} if restricted else orjson.loads(row.card or "{}")
    pictures = content.pictures_of(card)
    held = row.bounty_state == "held" and row.state == "open"
    stale = row.stale_since is not None
    signed = not row.accepted_unnamed  # a block that reached further would tell who wrote it
    left_out = signed and row.accepted_by in blocked
    quoted = not restricted and not stale and not left_out
    return QuestionItem(
        id=row.id, url=content.root_path(slug, row.kind, row.id),
        author=faces.get(author_shown(row, GUEST) or 0), anonymous=row.anonymous,
        title=row.title, excerpt=row.excerpt, picture=pictures[0] if pictures else None,
        polls=card.get("poll", 0),
        tags=tuple(orjson.loads(row.tags or "[]")), state=row.state,
        bounty=row.bounty if held else 0,
        bounty_ends_at=row.bounty_until + BOUNTY_GRACE if held and row.bounty_until else None,
        counts=QuestionCounts(
            row.answers_count, row.me_too_count, row.comments_count, row.likes_count,
            row.bookmarks_count,
        ),
        accepted_line=_first_line(row.accepted_line) if quoted else "",
        stale=stale, by_guest=row.guest_answered, asked_of=faces.get(row.asked_of or 0),
        waiting_hours=waiting_hours(row), resolved=row.resolved_at is not None,
        duplicate_of=row.duplicate_of, assigned=staff and row.assigned_to is not None,
        assigned_due=row.assigned_due if staff else None,
        pinned=bool(row.pinned_until and row.pinned_until > clock.now()),
        featured=row.featured_at is not None, announcement=row.announcement,
        restricted=restricted, joined="me_too" in kinds, ip_region=region_shown(row, GUEST),
        published_at=row.published_at, edited_at=row.edited_at, ai_statement=row.ai_statement,
        status=row.status,
    )  # fmt: skip


def _first_line(excerpt: str | None) -> str:
    return (excerpt or "").strip().partition("\n")[0]
