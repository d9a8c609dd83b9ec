"""Questions beside a question: what it leads to, what leads to it, and what asks the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import literal, select, union_all

from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.qa import policy
from circle.qa.models import Question, QuestionLink
from circle.qa.queries.avoided import shown_proof
from circle.qa.queries.questions import Asked, where_duplicates_lead
from circle.search import queries as search

MAX_LINKED = 15
DUPLICATE, NAMED, MENTIONED = "duplicate", "named", "mentioned"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in one line of another one's page."""

    id: int
    url: str
    title: str
    state: str
    answers: int
    me_too: int
    shown: str = ""  # proves that it was shown to who types a question


@dataclass(frozen=True, slots=True)
class Linked:
    """What a duplicate leads to, the duplicates that lead here, and links."""

    original: QuestionLine | None
    duplicates: tuple[QuestionLine, ...]
    mentioned: tuple[QuestionLine, ...]  # its words lead there, or theirs lead here


def linked_questions(asked: Asked) -> Linked:
    """The question this one is a duplicate of, its own duplicates, and linked ones; one query.

    What sounds alike is under it with everything else that does, once somebody has read that far.
    """
    original = where_duplicates_lead([asked.question]).get(asked.entry.id, 0)
    beside = _beside(asked, [original])
    rows = session().execute(
        _lines(asked.circle)
        .join(beside, beside.c.id == Entry.id)
        .where(content.unblocked(asked.here))
        .add_columns(beside.c.how)
        .order_by(Entry.id.desc())
    ).all()  # fmt: skip
    lines = {row.id: _line(asked.circle, row) for row in rows}
    leading = dict.fromkeys(row.id for row in rows if row.how == DUPLICATE)
    told = {original, *leading}
    linked = dict.fromkeys(
        row.id for row in rows if row.how == MENTIONED and row.id not in told
    )
    return Linked(
        lines.get(original), tuple(lines[one] for one in leading),
        tuple(lines[one] for one in linked),
    )


def asked_again(asked: Asked) -> Sequence[QuestionLine]:
    """Questions on show whose own words lead here, the newest first: it was asked once more."""
    if not content_policy.can_read(asked.here, asked.entry, asked.circle):
        return ()
    rows = session().execute(
        _lines(asked.circle)
        .join(QuestionLink, QuestionLink.entry_id == Entry.id)
        .where(QuestionLink.target_id == asked.entry.id, content.unblocked(asked.here))
        .order_by(Entry.id.desc())
        .limit(MAX_LINKED)
    ).all()  # fmt: skip
    return [_line(asked.circle, row) for row in rows]


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
    reader = here.user_id
    return [
        replace(lines[one.id], shown=shown_proof(reader, one.id) if reader else "")
        for one in found if one.id in lines
    ]  # fmt: skip


def _beside(asked: Asked, known: Sequence[int]) -> Any:
    """Which questions stand beside one, and how: a table of its own, each part by one index.

    Where words lead is for who may read them, and only of words on show.
    """
    ident = asked.entry.id
    leading = _leading_to(ident)
    parts: list[Any] = [
        select(leading.c.entry_id.label("id"), literal(DUPLICATE).label("how"))
        .order_by(leading.c.entry_id.desc()).limit(MAX_LINKED),
        select(Entry.id, literal(NAMED)).where(Entry.id.in_(known)),
    ]  # fmt: skip
    ends = (
        (QuestionLink.target_id, QuestionLink.question_id),
        (QuestionLink.question_id, QuestionLink.target_id),
    )
    if content_policy.can_read(asked.here, asked.entry, asked.circle):
        parts += [
            select(far.label("id"), literal(MENTIONED).label("how"))
            .join(Entry, Entry.id == QuestionLink.entry_id)
            .where(near == ident, content.shown(), content.unblocked(asked.here))
            .order_by(far.desc()).limit(MAX_LINKED)
            for far, near in ends
        ]  # fmt: skip
    return union_all(*(select(part.subquery()) for part in parts)).subquery()


def _leading_to(ident: int) -> Any:
    """Its duplicates, and theirs; none twice."""
    first = select(Question.entry_id).where(Question.duplicate_of == ident)
    leading = first.cte("leading", recursive=True)
    further = select(Question.entry_id).join(
        leading, Question.duplicate_of == leading.c.entry_id
    )
    return leading.union(further)


def _lines(circle: Circle) -> Any:
    return (
        select(Entry.id, Entry.title, Entry.answers_count, Entry.me_too_count, Question.state)
        .join(Question, Question.entry_id == Entry.id)
        .where(Entry.circle_id == circle.id, Entry.kind == "question", content.shown())
    )


def _line(circle: Circle, row: Any) -> QuestionLine:
    url = content.root_path(circle.slug, "question", row.id)
    return QuestionLine(row.id, url, row.title, row.state, row.answers_count, row.me_too_count)
