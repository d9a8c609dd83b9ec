"""Candidates of an index, and which of them somebody may see, as they are now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.body.words import words_of
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.documents import Document, Query
from circle.search.engines import find
from circle.search.queries.documents import findable
from circle.search.queries.narrowing import Narrowing
from circle.search.queries.places import Place
from circle.search.ranking import CLOSELY, ranked, unspoken

ABOUT = 60  # characters of the thread an answer stands in
Row = tuple[Entry, Circle, str]  # the last: what the thread an answer stands in is about


def ranked_hits(
    actor: Actor, place: Place, query: Query, narrowing: Narrowing
) -> tuple[Mapping[int, Row], list[int], bool]:
    """Candidates of the index, of those what may be seen, best first.

    A word that stands only where the reader does not look is as one that stands nowhere: what is
    found, and in which order, tells nothing of it.
    """
    query = replace(query, filters=narrowing.over(place.filters))
    found = find(query, CLOSELY)
    rows = _visible(actor, place, narrowing, [hit.entry_id for hit in found.hits])
    documents = _documents(place, rows)
    unseen = unspoken(query, found.weights, documents)
    if unseen:
        heard = tuple(one for one in query.terms if one.text not in unseen)
        query, looked = replace(query, terms=heard), {hit.entry_id for hit in found.hits}
        found = find(query, CLOSELY, found)
        ids = [hit.entry_id for hit in found.hits]
        new = _visible(actor, place, narrowing, [one for one in ids if one not in looked])
        rows = {one: row for one, row in (rows | new).items() if one in ids}
        documents = _documents(place, rows)
    hits = [hit.entry_id for hit in ranked(query, found.weights, documents, clock.now())]
    return rows, hits, len(hits) == CLOSELY  # of what may be seen: nothing else is counted


def with_threads(actor: Actor) -> Select[Entry, Circle, str, str]:
    """Entries with their circle and, of answers and floors, title and beginning of the thread.

    Nothing of whom the actor blocked.
    """
    root = aliased(Entry)
    above = and_(root.id == Entry.root_id, Entry.parent_id.is_not(None))
    return (
        select(Entry, Circle, root.title, root.excerpt)
        .join(Circle, Circle.id == Entry.circle_id)
        .outerjoin(root, and_(above, content.unblocked(actor, root)))
    )


def rows_of(found: Iterable[Any]) -> dict[int, Row]:
    """What was read so, by the entry, in its order."""
    return {
        entry.id: (entry, circle, title or (excerpt or "")[:ABOUT])
        for entry, circle, title, excerpt in found
    }


def _visible(
    actor: Actor, place: Place, narrowing: Narrowing, ids: Collection[int]
) -> dict[int, Row]:
    """The rows themselves, as they are now: whatever an index says, this decides. One query."""
    if not ids:
        return {}
    rows = session().execute(
        with_threads(actor)
        .where(Entry.id.in_(ids), findable(), place.may_see, content.unblocked(actor))
        .where(narrowing.clause)
    )
    return rows_of(rows)


def _documents(place: Place, rows: Mapping[int, Row]) -> list[Document]:
    return [_document(entry, circle, whole=place.reads) for entry, circle, _about in rows.values()]


def _document(entry: Entry, circle: Circle, *, whole: bool) -> Document:
    """An entry as it is ranked for a reader; who reads no whole texts finds by none."""
    return Document(
        entry_id=entry.id, circle_id=circle.id, kind=entry.kind, scope="members",
        author_id=None, title=entry.title, tags=tuple(entry.tags or ()),
        body=words_of(entry.html) if whole else entry.excerpt,
        published_at=entry.published_at or entry.created_at, helpful=entry.helpful_count,
        answered=entry.answers_count > 0, featured=entry.featured_at is not None,
    )  # fmt: skip
