"""What waits for guests and staff: questions nobody answered yet, and answers to look at again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.circles.queries import Face, MemberFilter, MemberRow
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.policy import author_shown
from circle.core import clock
from circle.core.actor import GUEST, Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.qa import policy
from circle.qa.models import Answer, Question
from circle.qa.queries.avoided import count_avoided
from circle.qa.queries.checks import left_to_others
from circle.qa.queries.shapes import waiting_hours

MAX_COUNTED = 1000
MAX_MINE = 50
MAX_STALE = 30
MAX_GUESTS = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits for its first answer, as the queue shows it."""

    id: int
    url: str
    title: str
    author: Face | None
    hours: int | None
    bounty: int
    me_too: int
    asked_of: Face | None
    assigned: Face | None
    due: datetime | None
    note: str
    is_due: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """An accepted answer nobody is sure of any more."""

    id: int
    question_id: int
    url: str
    title: str
    excerpt: str
    since: datetime
    can_confirm: bool  # or somebody else has to look at the doubts


@dataclass(frozen=True, slots=True)
class Queue:
    """The reader's own first, then the longest waiting; how many wait in all.

    On further pages only `others` goes on. `avoided` is told to who looks through what is written.
    """

    mine: Sequence[Waiting]
    others: Sequence[Waiting]
    next: str | None
    count: int
    stale: Sequence[Stale]
    avoided: int


def waiting_queue(here: Actor, circle: Circle, cursor: str | None = None) -> Queue:
    """What waits in a circle, for its guests and staff."""
    require(here, policy.can_see_queue(here))
    mine = _mine(here, circle) if cursor is None else ()
    found = session().execute(
        after(
            _waiting(circle).where(~func.coalesce(_for(here), False)),
            (Question.asked_at, Entry.id), cursor, descending=False,
        ).limit(PAGE + 1)
    ).all()  # fmt: skip
    page = cut(found, PAGE, lambda row: (row.Question.asked_at, row.Entry.id))
    rows = [*mine, *page.items]
    people = {
        user for row in rows for user in (author_shown(row.Entry, GUEST), row.Question.asked_of,
                                          row.Question.assigned_to) if user is not None
    }  # fmt: skip
    faces = circles.faces(circle.id, people)
    items = [_item(circle, row, faces, here) for row in rows]
    whole = page.next is None and cursor is None
    return Queue(
        items[: len(mine)], items[len(mine) :], page.next,
        len(rows) if whole else count_waiting(circle),
        _stale(here, circle).items if cursor is None else (),
        count_avoided(circle.id) if here.can(Power.REVIEW) else 0,
    )


def stale_page(
    here: Actor, circle: Circle, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Any]:
    """Accepted answers nobody is sure of any more, the longest first; for guests and staff."""
    require(here, policy.can_see_queue(here))
    return _stale(here, circle, cursor, limit)


def _mine(here: Actor, circle: Circle) -> Sequence[Any]:
    return session().execute(
        _waiting(circle).where(_for(here)).order_by(Question.asked_at, Entry.id).limit(MAX_MINE)
    ).all()


def count_waiting(circle: Circle) -> int:
    """How many questions asked here nobody answered yet, counted no further than a thousand."""
    found = _waiting(circle).with_only_columns(Entry.id).limit(MAX_COUNTED).subquery()
    return session().scalar(select(func.count()).select_from(found)) or 0


def colleagues(here: Actor, circle: Circle) -> Sequence[MemberRow]:
    """To whom a question can be given: guests first, then the staff."""
    guests = circles.members_page(here, circle, MemberFilter(role="guest"), limit=MAX_GUESTS).items
    return [*guests, *circles.list_staff(here, circle)]


def asked_by_name(here: Actor, circle: Circle) -> Sequence[MemberRow]:
    """Who can be asked by name: guests, and the owner."""
    found = colleagues(here, circle)
    return [row for row in found if policy.can_be_asked(row.role) and row.user_id != here.user_id]


def _waiting(circle: Circle) -> Any:
    return (
        select(Entry, Question)
        .join(Question, Question.entry_id == Entry.id)
        .where(Question.circle_id == circle.id, Question.unanswered, Question.state == "open")
        .where(Entry.lane == "question", Entry.origin.is_(None))  # who asked elsewhere waits there
    )


def _for(here: Actor) -> Any:
    return or_(Question.asked_of == here.user_id, Question.assigned_to == here.user_id)


def _item(circle: Circle, row: Any, faces: Any, here: Actor) -> Waiting:
    entry, question = row.Entry, row.Question
    due = question.assigned_due
    return Waiting(
        id=entry.id, url=content.entry_path(circle.slug, entry), title=entry.title,
        author=faces.get(author_shown(entry, GUEST) or 0), hours=waiting_hours(question),
        bounty=question.bounty if question.bounty_held else 0, me_too=entry.me_too_count,
        asked_of=faces.get(question.asked_of or 0), assigned=faces.get(question.assigned_to or 0),
        due=due, note=question.assigned_note, is_due=due is not None and due <= clock.now(),
        is_mine=here.user_id in (question.asked_of, question.assigned_to),
    )  # fmt: skip


def _stale(
    here: Actor, circle: Circle, further: str | None = None, limit: int = MAX_STALE
) -> Page[Any]:
    question = select(Entry.id, Entry.title).where(Entry.kind == "question").subquery()
    rows = session().execute(
        after(
            select(Entry, Answer.question_id, Answer.stale_since, question.c.title)
            .join(Answer, Answer.entry_id == Entry.id)
            .join(question, question.c.id == Answer.question_id)
            .where(Answer.circle_id == circle.id, Answer.stale_since.is_not(None), content.shown()),
            (Answer.stale_since, Entry.id), further, descending=False,
        ).limit(limit + 1)
    ).all()  # fmt: skip
    others = left_to_others(here, [row.Entry for row in rows])
    return cut(rows, limit, lambda row: (row.stale_since, row.Entry.id)).map(
        lambda kept: [
            Stale(row.Entry.id, row.question_id, content.entry_path(circle.slug, row.Entry),
                  row.title, row.Entry.excerpt, row.stale_since, row.Entry.id not in others)
            for row in kept
        ]
    )  # fmt: skip
