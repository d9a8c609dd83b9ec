"""Questions much like what somebody is typing, or like another question."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.models import ALL, QuestionTerm, TermCount
from circle.search.text import terms_of

FOUND = 5
MOST_ROWS = 20_000  # of the index read for one search; common terms are left out beyond
CANDIDATES = 60  # looked at closely
LEAST_LIKENESS = 0.18  # below, two questions only share a word; measured: bench/similar.py
UNKNOWN = 4.0  # weight of a term no question has: it tells, but less than one that is there


@dataclass(frozen=True, slots=True)
class Similar:
    """A question like another one, with what helps to decide whether it is the same."""

    id: int
    title: str
    answers: int
    me_too: int
    likeness: float  # 0 to 1


def similar_questions(
    here: Actor, circle: Circle, text: str, *, but: int | None = None
) -> Sequence[Similar]:
    """Questions of a circle most like a text, that the actor may see; at most FOUND, best first.

    Terms weigh by how rare they are in the circle (inverse document frequency). Cost is bounded by
    MOST_ROWS, not by the number of questions.
    """
    mine = terms_of(text)
    known = _known(circle.id, mine)
    asked = _telling(known)
    if not asked:
        return ()
    rows = session().execute(
        select(Entry.id, Entry.title, Entry.answers_count, Entry.me_too_count)
        .where(Entry.id.in_(_best(circle.id, asked)), Entry.id != (but or 0))
        .where(Entry.status == "published")
        .where(content.visible_to(here, circle), content.unblocked(here))
    ).all()
    titles = {row.id: terms_of(row.title) for row in rows}
    weights = _weights(circle.id, {term for terms in titles.values() for term in terms} | set(mine))
    found = [
        Similar(
            row.id, row.title, row.answers_count, row.me_too_count,
            likeness(mine, titles[row.id], weights),
        )
        for row in rows
    ]  # fmt: skip
    near = [one for one in found if one.likeness >= LEAST_LIKENESS]
    return sorted(near, key=lambda one: (-one.likeness, -one.answers, one.id))[:FOUND]


def likeness(
    one: Mapping[str, float], other: Mapping[str, float], weights: Mapping[str, float]
) -> float:
    """What two titles share, by weight, against the mean of what both say: 0 to 1."""

    def said(terms: Mapping[str, float]) -> float:
        return sum(weights.get(term, UNKNOWN) * share for term, share in terms.items())

    shared = {term: min(share, other[term]) for term, share in one.items() if term in other}
    return min(1.0, said(shared) / ((said(one) + said(other)) / 2 or 1.0))


def _known(circle_id: int, terms: Mapping[str, float]) -> Mapping[str, tuple[int, float]]:
    """Of some terms those that stand anywhere: in how many questions, and what they weigh."""
    counts = _counts(circle_id, terms)
    total = counts.pop(ALL, 0)
    return {
        term: (count, _weight(count, total) * terms[term]) for term, count in counts.items()
    }


def _telling(known: Mapping[str, tuple[int, float]]) -> Mapping[str, float]:
    """The rarest terms and their weights, as many as may be read."""
    asked: dict[str, float] = {}
    rows = 0
    for term, (count, weight) in sorted(known.items(), key=lambda one: one[1][0]):
        rows += count
        if asked and rows > MOST_ROWS:
            break
        asked[term] = weight
    return asked


def _weights(circle_id: int, terms: Iterable[str]) -> Mapping[str, float]:
    counts = _counts(circle_id, terms)
    total = counts.pop(ALL, 0)
    return {term: _weight(count, total) for term, count in counts.items()}


def _counts(circle_id: int, terms: Iterable[str]) -> dict[str, int]:
    rows = session().execute(
        select(TermCount.term, TermCount.count).where(
            TermCount.circle_id == circle_id, TermCount.term.in_([ALL, *terms]),
            TermCount.count > 0,
        )
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _weight(count: int, total: int) -> float:
    """Inverse document frequency: what a term tells by being rare."""
    return math.log(1 + total / (count + 0.5))


def _best(circle_id: int, weights: Mapping[str, float]) -> Sequence[int]:
    score = func.sum(case(dict(weights), value=QuestionTerm.term, else_=0.0))
    return session().scalars(
        select(QuestionTerm.entry_id)
        .where(QuestionTerm.circle_id == circle_id, QuestionTerm.term.in_(list(weights)))
        .group_by(QuestionTerm.entry_id)
        .order_by(score.desc(), QuestionTerm.entry_id)
        .limit(CANDIDATES)
    ).all()
