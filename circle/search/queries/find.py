"""Searching as a page does it: what is found, what is shown of it, and who is called so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy import or_

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.body.words import words_of
from circle.content.models import Entry
from circle.content.queries import LineItem
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.paging import decode_cursor, encode_cursor
from circle.search.documents import Filters, Query, query_like, query_of
from circle.search.operators import Asked, Search
from circle.search.queries.hits import Row, ranked_hits
from circle.search.queries.names import Names, circles_named, names_everywhere, names_in
from circle.search.queries.narrowing import author_named, narrowing_of, tags_meant
from circle.search.queries.newest import is_tag, newest_rows, walked
from circle.search.queries.places import Place, inside
from circle.search.snippets import marked, snippet

WHOLE = ("post", "question", "topic")  # what is related to something by itself
RELATED = 4


@dataclass(frozen=True, slots=True)
class Result:
    """An entry that was found, its words marked; `about` is the thread an answer stands in."""

    line: LineItem
    title: Markup
    snippet: Markup
    about: str
    answered: bool
    featured: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, and how much there is: checked hits, `more` beyond those."""

    items: Sequence[Result] = ()
    count: int = 0
    more: bool = False
    next: str | None = None
    needs_words: bool = False  # what was chosen is too much to list by itself
    unknown: str = ""  # the operator that names nobody or nothing: `from`, `tag`


def search_circle(here: Actor, circle: Circle, search: Search) -> tuple[Results, Names]:
    """What a circle has of it, as far as the actor sees and reads it; who and what is called so."""
    search = replace(search, asked=replace(search.asked, circle=None))  # it is this one
    named = names_in(here, circle, search.asked.text) if search.names else Names()
    return _search(here, inside(here, circle), search), named


def related_to(here: Actor, circle: Circle, entry: Entry) -> Sequence[LineItem]:
    """What the circle has that is most like an entry, of what the actor sees.

    Posts, questions and topics alone: an answer or a floor belongs to what it stands under.
    """
    place = inside(here, circle)
    text = words_of(entry.html) if place.reads else entry.excerpt
    query = query_like(entry.title, text, entry.tags or ())
    narrowing = narrowing_of(Asked(kinds=WHOLE))
    rows, hits, _more = ranked_hits(here, place, query, narrowing)
    best = [rows[one][:2] for one in hits if one != entry.id][:RELATED]
    return content.line_items(here, best)


def search_everywhere(actor: Actor, search: Search) -> tuple[Results, Names]:
    """What public circles and the actor's own have of it; who and what is called so."""
    mine = tuple(one.id for one in circles.my_circles(actor))
    if search.asked.circle:
        meant = _circle(actor, search.asked.circle, mine)
        return search_circle(meant[1], meant[0], search) if meant else (Results(), Names())
    seen = or_(Circle.visibility == "public", Circle.id.in_(mine))
    place = Place(Filters(circles=mine, scope="public"), seen, reads=True)
    named = names_everywhere(actor, search.asked.text, mine) if search.names else Names()
    return _search(actor, place, search), named


def _circle(
    actor: Actor, name: str, mine: Collection[int]
) -> tuple[Circle, Actor] | None:
    """The circle of this address, else the one whose name begins so, of those the actor sees."""
    try:
        return circles.enter(actor, name)
    except NotFound:
        named = circles_named(name, mine)
    return circles.enter_by_id(actor, named[0].id) if named else None


def _search(actor: Actor, place: Place, search: Search) -> Results:
    asked, author = _meant(place, search.asked), None
    if asked.author:
        author = author_named(asked.author, place.filters.circles)
        if author is None:
            return Results(unknown="from")
    everywhere = asked.tag if place.circle is None else None
    tags = tags_meant(everywhere, place.may_see) if everywhere else ()
    narrowing = narrowing_of(asked, author, tags)
    query = query_of(asked.text, order=search.order)
    if query.terms:
        rows, hits, more = ranked_hits(actor, place, query, narrowing)
    elif asked.narrows:
        parts = walked(place, narrowing.filters)
        if not parts:
            return Results(needs_words=True)
        rows, more = newest_rows(actor, place, parts, narrowing)
        hits = list(rows)
    else:
        return Results()
    if not hits and asked.tag and not (tags or is_tag(place, asked.tag)):
        return Results(unknown="tag")
    return _page(actor, search, query, (rows, hits, more))


def _meant(place: Place, asked: Asked) -> Asked:
    """A tag is looked for by the name it goes by now, whichever word for it was typed."""
    if not asked.tag or place.circle is None:
        return asked
    return replace(asked, tag=content.moved_tag(place.circle, asked.tag) or asked.tag)


def _page(
    actor: Actor, search: Search, query: Query, found: tuple[Mapping[int, Row], list[int], bool]
) -> Results:
    """A page of what was found, behind the last one that was shown.

    What was found anew meanwhile moves nothing; is the last one gone, its place is what counts.
    """
    rows, hits, more = found
    start, last = decode_cursor(search.cursor) if search.cursor else (0, 0)
    start = hits.index(last) + 1 if last in hits else max(0, start - 1)
    ids = hits[start : start + search.limit]
    upto = start + len(ids)
    return Results(
        _results(actor, query, [rows[one] for one in ids]), len(hits), more,
        encode_cursor((upto, ids[-1])) if ids and upto < len(hits) else None,
    )  # fmt: skip


def _results(actor: Actor, query: Query, rows: Sequence[Row]) -> list[Result]:
    lines = content.line_items(actor, [row[:2] for row in rows])
    return [
        Result(
            line=line, title=marked(entry.title, query),
            snippet=snippet(_read_by(actor, entry, circle), query),
            about=about, answered=entry.answers_count > 0, featured=entry.featured_at is not None,
        )
        for line, (entry, circle, about) in zip(lines, rows, strict=True)
    ]  # fmt: skip


def _read_by(actor: Actor, entry: Entry, circle: Circle) -> str:
    """As much of an entry's words as the actor may read; everywhere only what they may is found."""
    everywhere = actor.circle_id != circle.id
    whole = everywhere or bool(circles_policy.can_see_entries(actor, circle))
    return words_of(entry.html) if whole else entry.excerpt
