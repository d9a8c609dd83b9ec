"""Questions much like what somebody is typing, or like another question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Row

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.documents import Found, Query, query_like
from circle.search.engines import find
from circle.search.operators import Asked
from circle.search.queries.documents import findable
from circle.search.queries.narrowing import narrowing_of
from circle.search.queries.places import inside
from circle.search.ranking import CLOSELY
from circle.search.text import stands_for, terms_of

FOUND = 5
LEAST_LIKENESS = 0.18  # below, two questions only share a word; measured: bench/similar.py
UNKNOWN = 0.8  # of what the heaviest term tells: each of which that is not known
QUESTIONS = Asked(kinds=("question",))

Terms = Mapping[str, float]


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

    The index finds candidates by all their words; how like they are is said by their titles alone.
    Unavailable while the index cannot be read.
    """
    query, found, rows = _candidates(here, circle, text)
    titles = {row.id: terms_of(row.title) for row in rows}
    weights, mine = _weights(query, found, titles.values()), terms_of(text)
    every = [
        Similar(
            row.id, row.title, row.answers_count, row.me_too_count,
            likeness(mine, titles[row.id], weights),
        )
        for row in rows if row.id != but
    ]  # fmt: skip
    near = [one for one in every if one.likeness >= LEAST_LIKENESS]
    return sorted(near, key=lambda one: (-one.likeness, -one.answers, one.id))[:FOUND]


def is_alike(one: str, other: str) -> bool:
    """Whether two titles ask much the same: without an index, each of their terms tells as much."""
    return likeness(terms_of(one), terms_of(other), {}) >= LEAST_LIKENESS


def likeness(one: Terms, other: Terms, weights: Terms) -> float:
    """What two titles share, by weight, against the mean of what both say: 0 to 1."""
    unknown = UNKNOWN * max((weights[term] for term in one if term in weights), default=1.0)

    def said(terms: Terms) -> float:
        return sum(weights.get(term, unknown) * share for term, share in terms.items())

    shared = {term: min(share, other[term]) for term, share in one.items() if term in other}
    return min(1.0, said(shared) / ((said(one) + said(other)) / 2 or 1.0))


def _candidates(
    here: Actor, circle: Circle, text: str
) -> tuple[Query, Found, Sequence[Row[int, str, int, int]]]:
    """What the index finds for a title, and the questions of it that the actor may see."""
    place, narrowing = inside(here, circle), narrowing_of(QUESTIONS)
    query = query_like(text, filters=narrowing.over(place.filters))
    found = find(query, CLOSELY)
    rows = session().execute(
        select(Entry.id, Entry.title, Entry.answers_count, Entry.me_too_count)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id.in_([hit.entry_id for hit in found.hits]))
        .where(findable(), place.may_see, content.unblocked(here), narrowing.clause)
    ).all()
    return query, found, rows


def _weights(query: Query, found: Found, titles: Iterable[Terms]) -> Terms:
    """How much each term tells, by being rare; a word of none of these titles tells no more.

    So a word that stands only where the reader does not look is as one that stands nowhere.
    """
    seen = {name for terms in titles for name in terms}
    weights: dict[str, float] = {}
    for term in query.terms:
        if told := found.weights.get(term.text):
            for name in {stands_for(term.text), stands_for(term.typed)} & seen:
                weights[name] = max(told, weights.get(name, 0.0))
    return weights
