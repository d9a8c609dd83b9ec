"""Questions beside a question: what it leads to, what leads to it, and what sounds alike."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import or_, select

from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.recent import Recent
from circle.qa import policy
from circle.qa.models import Question
from circle.qa.queries.questions import Asked
from circle.search import queries as search

MAX_LINKED = 15
KEPT_SECONDS = 600  # what sounds alike changes slowly; whether it is on show is asked each time

alike: Recent[Sequence[int]] = Recent(2048)


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
    """What a duplicate leads to, the duplicates that lead here, and what sounds alike."""

    original: QuestionLine | None
    duplicates: tuple[QuestionLine, ...]
    alike: tuple[QuestionLine, ...]


def linked_questions(asked: Asked) -> Linked:
    """The question this one is a duplicate of, its own duplicates, and similar ones.

    One query, and the search for what is similar once in ten minutes.
    """
    question, near = asked.question, alike.get(_alike_key(asked), partial(_alike_to, asked))
    rows = session().execute(
        _lines(asked.circle)
        .where(or_(Entry.id.in_([question.duplicate_of or 0, *near]),
                   Question.duplicate_of == question.entry_id))
        .where(content.unblocked(asked.here))
        .add_columns(Question.duplicate_of)
        .order_by(Entry.id.desc())
        .limit(MAX_LINKED)
    ).all()  # fmt: skip
    lines = {row.id: _line(asked.circle, row) for row in rows}
    here = [row.id for row in rows if row.duplicate_of == question.entry_id]
    original = question.duplicate_of or 0
    return Linked(
        lines.get(original), tuple(lines[ident] for ident in here),
        tuple(lines[one] for one in near if one in lines and one not in (original, *here)),
    )


def shows_questions(here: Actor, circle: Circle) -> bool:
    """Questions have a tab where there are some, and where the reader may ask the first."""
    return "question" in content.lanes_of(circle) or bool(policy.can_ask(here, circle))


def alike_questions(
    here: Actor, circle: Circle, text: str, *, but: int = 0
) -> Sequence[QuestionLine]:
    """At most five questions of the circle that ask the same as this text, the likest first."""
    found = search.similar_questions(here, circle, text, but=but)
    rows = session().execute(_lines(circle).where(Entry.id.in_([one.id for one in found])))
    lines = {row.id: _line(circle, row) for row in rows}
    return [lines[one.id] for one in found if one.id in lines]


def _alike_key(asked: Asked) -> Hashable:
    slot = int(clock.now().timestamp() // KEPT_SECONDS)
    staff = asked.here.can(Power.REVIEW)
    return (asked.entry.id, asked.entry.title, asked.here.is_member, staff, slot)


def _alike_to(asked: Asked) -> Sequence[int]:
    found = search.similar_questions(
        asked.here, asked.circle, asked.entry.title, but=asked.entry.id
    )
    return [one.id for one in found]


def _lines(circle: Circle) -> Any:
    return (
        select(Entry.id, Entry.title, Entry.answers_count, Entry.me_too_count, Question.state)
        .join(Question, Question.entry_id == Entry.id)
        .where(Entry.circle_id == circle.id, Entry.kind == "question", content.shown())
    )


def _line(circle: Circle, row: Any) -> QuestionLine:
    url = content.root_path(circle.slug, "question", row.id)
    return QuestionLine(row.id, url, row.title, row.state, row.answers_count, row.me_too_count)
