"""Questions beside a question: what it leads to, what leads to it, and what sounds alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import or_, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.pagecache import SLOT_SECONDS
from circle.core.recent import Recent
from circle.qa import policy
from circle.qa.models import Question
from circle.qa.queries.questions import Asked
from circle.search import queries as search

MAX_LINKED = 10

known: Recent[bool] = Recent(256)
alike: Recent[Sequence["QuestionLine"]] = Recent(512)


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in one line of another one's page."""

    id: int
    url: str
    title: str
    state: str
    answers: int
    me_too: int


@dataclass(frozen=True, slots=True)
class Linked:
    """What a duplicate leads to, and the duplicates that lead here."""

    original: QuestionLine | None
    duplicates: tuple[QuestionLine, ...]


def linked_questions(asked: Asked) -> Linked:
    """The question this one is a duplicate of, and its own duplicates; one query."""
    question = asked.question
    rows = session().execute(
        _lines(asked.circle)
        .where(or_(Entry.id == (question.duplicate_of or 0),
                   Question.duplicate_of == question.entry_id))
        .order_by(Entry.id.desc())
        .limit(MAX_LINKED)
    ).all()  # fmt: skip
    lines = [_line(asked.circle, row) for row in rows]
    original = next((line for line in lines if line.id == question.duplicate_of), None)
    return Linked(original, tuple(line for line in lines if line is not original))


def has_questions(circle: Circle) -> bool:
    """Whether anybody asked something that is on show; kept while nothing changes there."""
    return known.get((circle.id, circle.version), partial(_has_questions, circle.id))


def shows_questions(here: Actor, circle: Circle) -> bool:
    """Questions have a tab where there are some, and where the reader may ask the first."""
    return has_questions(circle) or bool(policy.can_ask(here, circle))


def alike_questions(
    here: Actor, circle: Circle, text: str, *, but: int = 0
) -> Sequence[QuestionLine]:
    """At most five questions of the circle that ask the same as this text, the likest first."""
    found = search.similar_questions(here, circle, text, but=but)
    rows = session().execute(_lines(circle).where(Entry.id.in_([one.id for one in found])))
    lines = {row.id: _line(circle, row) for row in rows}
    return [lines[one.id] for one in found if one.id in lines]


def alike_to(asked: Asked) -> Sequence[QuestionLine]:
    """The same for a question's own page: worked out once a minute while nothing changes there."""
    here, circle, entry = asked.here, asked.circle, asked.entry
    minute = int(clock.now().timestamp() // SLOT_SECONDS)
    key = (circle.id, circle.version, entry.id, here.blocked, minute)
    return alike.get(
        key, partial(alike_questions, here, circle, entry.title, but=entry.id)
    )


def _has_questions(circle_id: int) -> bool:
    found = select(Entry.id).where(Entry.circle_id == circle_id, Entry.lane == "question").limit(1)
    return session().scalar(found) is not None


def _lines(circle: Circle) -> Any:
    return (
        select(Entry.id, Entry.title, Entry.answers_count, Entry.me_too_count, Question.state)
        .join(Question, Question.entry_id == Entry.id)
        .where(Entry.circle_id == circle.id, Entry.kind == "question", content.shown())
    )


def _line(circle: Circle, row: Any) -> QuestionLine:
    url = content.root_path(circle.slug, "question", row.id)
    return QuestionLine(row.id, url, row.title, row.state, row.answers_count, row.me_too_count)
