"""Questions beside a question: what it leads to, what leads to it, and what sounds alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import or_, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.recent import Recent
from circle.qa.models import Question
from circle.qa.queries.questions import Asked

MAX_LINKED = 10
MAX_ALIKE = 5
LOOKED_THROUGH = 3000  # of the circle's liveliest questions
LOOKED_AT = 60  # candidates compared in full
MIN_ALIKE = 0.12  # of the pairs of characters both titles have
GRAM = 2
MAX_GRAMS = 24

known: Recent[bool] = Recent(256)


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


def alike_questions(
    here: Actor, circle: Circle, text: str, *, but: int = 0
) -> Sequence[QuestionLine]:
    """At most five questions of the circle whose titles sound like this text, the likest first.

    Titles are compared by the pairs of characters they share, which needs no words to be known.
    """
    wanted = _grams(text)
    if not wanted:
        return ()
    grams = sorted(wanted)[:MAX_GRAMS]
    liveliest = (
        select(Entry.id)
        .where(Entry.circle_id == circle.id, Entry.lane == "question")
        .order_by(Entry.hot_rank.desc(), Entry.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = session().execute(
        _lines(circle)
        .where(Entry.id.in_(liveliest), Entry.id != but, content.unblocked(here))
        .where(or_(*(Entry.title.icontains(gram, autoescape=True) for gram in grams)))
        .order_by(Entry.hot_rank.desc(), Entry.id.desc())
        .limit(LOOKED_AT)
    ).all()
    scored = [(_likeness(wanted, _grams(row.title)), row) for row in rows]
    near = sorted((pair for pair in scored if pair[0] >= MIN_ALIKE), key=lambda pair: -pair[0])
    return [_line(circle, row) for _score, row in near[:MAX_ALIKE]]


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


def _grams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters of each run, small letters; what says nothing is left out."""
    runs = "".join(ch if ch.isalnum() else " " for ch in text.casefold()).split()
    return frozenset(run[at : at + GRAM] for run in runs for at in range(len(run) - GRAM + 1))


def _likeness(one: Iterable[str], other: Iterable[str]) -> float:
    first, second = set(one), set(other)
    return len(first & second) / max(1, len(first | second))
