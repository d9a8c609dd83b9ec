"""Candidates of an index, and which of them somebody may see, as they are now."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.body.words import words_of
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.documents import Document, Found, Query
from circle.search.engines import find
from circle.search.queries.documents import findable
from circle.search.queries.narrowing import Narrowing
from circle.search.queries.places import Place
from circle.search.ranking import CLOSELY, ranked, unspoken

Row = tuple[Entry, Circle]


def ranked_hits(
    actor: Actor, place: Place, query: Query, narrowing: Narrowing
) -> tuple[Mapping[int, Row], list[int], bool]:
    """Candidates of the index, of those what may be seen, best first.

    A word that stands only where the reader does not look is as one that stands nowhere: what is
    found, and in which order, tells nothing of it.
    """
    query = replace(query, filters=narrowing.over(place.filters))
    found, rows, documents = _candidates(actor, place, query, narrowing)
    unseen = unspoken(query, found.weights, documents)
    if unseen:
        heard = tuple(one for one in query.terms if one.text not in unseen)
        query = replace(query, terms=heard)
        found, rows, documents = _candidates(actor, place, query, narrowing)
    hits = [hit.entry_id for hit in ranked(query, found.weights, documents, clock.now())]
    return rows, hits, len(hits) == CLOSELY  # of what may be seen: nothing else is counted


def _candidates(
    actor: Actor, place: Place, query: Query, narrowing: Narrowing
) -> tuple[Found, Mapping[int, Row], list[Document]]:
    """What the index finds, the rows of it that may be seen, and their words as they are read."""
    found = find(query, CLOSELY)
    rows = _visible(actor, place, narrowing, [hit.entry_id for hit in found.hits])
    return found, rows, [_document(*row, whole=place.reads) for row in rows.values()]


def _visible(
    actor: Actor, place: Place, narrowing: Narrowing, ids: Collection[int]
) -> dict[int, Row]:
    """The rows themselves, as they are now: whatever an index says, this decides. One query."""
    if not ids:
        return {}
    rows = session().execute(
        select(Entry, Circle)
        .join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id.in_(ids), findable(), place.may_see, content.unblocked(actor))
        .where(narrowing.clause)
    )
    return {row.Entry.id: (row.Entry, row.Circle) for row in rows}


def _document(entry: Entry, circle: Circle, *, whole: bool) -> Document:
    """An entry as it is ranked for a reader; who reads no whole texts finds by none."""
    return Document(
        entry_id=entry.id, circle_id=circle.id, kind=entry.kind, scope="members",
        author_id=None, title=entry.title, tags=tuple(entry.tags or ()),
        body=words_of(entry.html) if whole else entry.excerpt,
        published_at=entry.published_at or entry.created_at, helpful=entry.helpful_count,
        answered=entry.answers_count > 0, featured=entry.featured_at is not None,
    )  # fmt: skip
