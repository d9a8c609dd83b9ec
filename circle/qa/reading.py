"""A question as its page shows it: its answers in order, first comments, and what is beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.queries import PollItem
from circle.content.queries.items import PictureItem
from circle.content.under import read_under
from circle.core import display
from circle.core.errors import NotFound
from circle.core.fragments import fragments
from circle.core.i18n import current_locale
from circle.core.paging import Page
from circle.core.pieces import draw
from circle.qa import policy, queries
from circle.qa.models import Answer
from circle.qa.queries import Asked, Linked


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """An answer as its page shows it."""

    id: int
    author: Face | None
    by_asker: bool
    html: Markup
    text: str
    pictures: tuple[PictureItem, ...]
    published_at: datetime | None
    edited: bool
    ip_region: str | None
    ai_statement: str
    helpful: int
    comments: int
    accepted: bool
    official: bool
    stale: bool
    review_at: datetime | None
    asked_about: bool  # readers are asked whether it still holds
    still_true: int
    no_longer: int
    status: str
    reason: str


class Reader(NamedTuple):
    """What an answer needs to know of who reads it, beside what they may do with it."""

    signed_in: bool
    path: str
    instead_of: int | None  # the accepted answer another may still take the place of
    bounty: int  # what accepting pays
    again: str  # where it is asked again
    wanted: int  # the answer one came for


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Everything on the page of a question."""

    face: Face | None
    asked_of: Face | None
    assigned: Face | None
    answers: Sequence[AnswerItem]
    drawn: Sequence[Markup]
    next: str | None
    comments: Sequence[Markup]
    mine: frozenset[str]  # what the reader added to the question
    linked: Linked
    polls: tuple[PollItem, ...]


def read_question(asked: Asked, cursor: str | None, wanted: int) -> QuestionPage:
    """The page of a question for the actor who entered it; `wanted` is the answer they came for."""
    here, entry = asked.here, asked.entry
    page = _answers(asked, cursor, wanted)
    answers = [row[0] for row in page.items]
    under = read_under(here, asked.circle, [entry, *answers], _also_named(asked))
    faces, states = under.faces, under.states
    items = [_item(asked, row, faces) for row in page.items]
    question = asked.question
    readable = content_policy.can_read(here, entry, asked.circle)
    return QuestionPage(
        face=faces.get(content_policy.author_shown(entry, here) or 0),
        asked_of=faces.get(question.asked_of or 0), assigned=faces.get(question.assigned_to or 0),
        answers=items, drawn=_draw_all(asked, page.items, items, (under.comments, states, wanted)),
        next=page.next, comments=under.comments.get(entry.id, ()),
        mine=frozenset(states.get(entry.id, ())), linked=queries.linked_questions(asked),
        polls=content.entry_polls(here, asked.circle, entry) if readable else (),
    )  # fmt: skip


def _answers(asked: Asked, cursor: str | None, wanted: int) -> Page[Any]:
    """The page of answers, with the one somebody came for wherever it stands."""
    page = queries.answers_page(asked, cursor=cursor)
    if not wanted or cursor or any(entry.id == wanted for entry, _answer in page.items):
        return page
    try:
        found = queries.get_answer(asked.here, wanted)
    except NotFound:
        return page
    if found.asked.entry.id != asked.entry.id or not page.items:
        return page
    return Page([(found.entry, found.answer), *page.items], page.next)


def _also_named(asked: Asked) -> list[int | None]:
    """Whom it was put to; for guests and staff also to whom it was given."""
    question = asked.question
    given = question.assigned_to if policy.can_see_queue(asked.here) else None
    return [question.asked_of, given]


def _item(asked: Asked, row: tuple[Entry, Answer], faces: Mapping[int, Face]) -> AnswerItem:
    entry, answer = row
    gone, own = entry.status == "removed", content_policy.is_own(asked.here, entry)
    accepted = asked.question.accepted_id == entry.id
    return AnswerItem(
        id=entry.id, author=faces.get(content_policy.author_shown(entry, asked.here) or 0),
        by_asker=not asked.entry.anonymous and entry.author_id == asked.entry.author_id,
        html=Markup("") if gone else content.html_of(entry),
        text="" if gone else content.html_of(entry).striptags(),
        pictures=() if gone else content.pictures_of(entry.card),
        published_at=entry.published_at or entry.created_at, edited=entry.edited_at is not None,
        ip_region=content_policy.region_shown(entry, asked.here), ai_statement=entry.ai_statement,
        helpful=entry.helpful_count, comments=entry.comments_count, accepted=accepted,
        official=asked.question.official_id == entry.id, stale=accepted and answer.is_stale,
        review_at=answer.review_at if accepted else None,
        asked_about=accepted and (answer.is_asked_about or bool(answer.no_longer)),
        still_true=answer.still_true,
        no_longer=answer.no_longer, status=entry.status, reason=entry.reason if own else "",
    )  # fmt: skip


def _draw_all(
    asked: Asked, rows: Sequence[tuple[Entry, Answer]], items: Sequence[AnswerItem],
    known: tuple[Mapping[int, Any], Mapping[int, Any], int],
) -> list[Markup]:
    comments, states, wanted = known
    reader = _reader(asked, wanted)
    drawn = []
    for (entry, answer), item in zip(rows, items, strict=True):
        may = queries.answer_can(asked, entry, answer)
        can = frozenset(name for name, allowed in may.items() if allowed)
        if policy.can_speak_officially(asked.here, asked.circle):
            can |= {"official"}
        if content_policy.can_comment(asked.here, entry, asked.circle):
            can |= {"comment"}
        mine = ("helpful" in states.get(entry.id, ()), can, comments.get(entry.id, ()))
        drawn.append(_draw(item, mine, reader))
    return drawn


def _draw(item: AnswerItem, mine: tuple[Any, ...], reader: Reader) -> Markup:
    key = (item, mine, reader, display.ago(item.published_at), current_locale())
    return fragments.get(key, lambda: draw("qa/_answer.html", "answer", item, *mine, reader))


def _reader(asked: Asked, wanted: int) -> Reader:
    question, slug = asked.question, asked.circle.slug
    return Reader(
        signed_in=asked.here.user_id is not None,
        path=content.entry_path(slug, asked.entry), instead_of=question.accepted_id,
        bounty=question.bounty if question.bounty_held else 0,
        again=f"/c/{slug}/questions/new?again={asked.entry.id}", wanted=wanted,
    )  # fmt: skip
