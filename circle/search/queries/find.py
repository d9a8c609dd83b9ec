"""Finding entries: an engine says what may be meant, the database what may be seen of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union_all

from circle.accounts import queries as accounts
from circle.accounts.names import name_key
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.content import queries as content
from circle.content.body.words import words_of
from circle.content.models import Entry, EntryTag, Tag
from circle.content.queries import LineItem
from circle.content.queries.entries import LANES
from circle.content.schemas import tag_key
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import decode_cursor, encode_cursor
from circle.search.documents import Document, Filters, Found, Query, query_like, query_of
from circle.search.engines import find
from circle.search.models import SearchName
from circle.search.names import AS_IT_IS, typed_key
from circle.search.operators import Asked, Search
from circle.search.queries.documents import findable
from circle.search.queries.names import Names, circles_named, names_in
from circle.search.ranking import CLOSELY, ranked, unspoken
from circle.search.snippets import marked, snippet

Row = tuple[Entry, Circle]
WHOLE = ("post", "question", "topic")  # what is related to something by itself
RELATED = 4
MOST_TAGGED = 1_000  # of a tag looked through where nothing but it and other choices were typed
MOST_CIRCLES = 20  # of somebody, walked by time each; who is in more is looked for with a word
ABOUT = 60  # characters of the thread an answer stands in


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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody looks: what the index is asked, and which rows may be shown."""

    filters: Filters
    may_see: ColumnElement[bool]
    reads: bool  # whole texts, not only titles and excerpts
    circle: Circle | None = None  # none: everywhere


def search_circle(here: Actor, circle: Circle, search: Search) -> tuple[Results, Names]:
    """What a circle has of it, as far as the actor sees and reads it; who and what is called so."""
    search = replace(search, asked=replace(search.asked, circle=None))  # it is this one
    named = names_in(here, circle, search.asked.text) if search.names else Names()
    return _search(here, _inside(here, circle), search), named


def related_to(here: Actor, circle: Circle, entry: Entry) -> Sequence[LineItem]:
    """What the circle has that is most like an entry, of what the actor sees.

    Posts, questions and topics alone: an answer or a floor belongs to what it stands under.
    """
    place = _inside(here, circle)
    text = words_of(entry.html) if place.reads else entry.excerpt
    query = query_like(entry.title, text, entry.tags or ())
    narrowing = _narrowing(Asked(kinds=WHOLE), None)
    rows, hits, _more = _ranked(here, place, query, narrowing)
    best = [rows[one] for one in hits if one != entry.id][:RELATED]
    return content.line_items(here, best)


def search_everywhere(actor: Actor, search: Search) -> tuple[Results, Names]:
    """What public circles and the actor's own have of it; which circles are called so."""
    mine = tuple(one.id for one in circles.my_circles(actor))
    if search.asked.circle:
        meant = _circle(actor, search.asked.circle, mine)
        return search_circle(meant[1], meant[0], search) if meant else (Results(), Names())
    seen = or_(Circle.visibility == "public", Circle.id.in_(mine))
    place = _Place(Filters(circles=mine, scope="public"), seen, reads=True)
    named = circles_named(search.asked.text, mine) if search.names else Names()
    return _search(actor, place, search), named


def _circle(
    actor: Actor, name: str, mine: Collection[int]
) -> tuple[Circle, Actor] | None:
    """The circle of this address, else the one whose name begins so, of those the actor sees."""
    try:
        return circles.enter(actor, name)
    except NotFound:
        named = circles_named(name, mine).circles
    return circles.enter_by_id(actor, named[0].id) if named else None


def _inside(here: Actor, circle: Circle) -> _Place:
    """A circle for who is there: whole texts, or titles and excerpts."""
    reads = bool(circles_policy.can_see_entries(here, circle))
    may_see = content.visible_to(here, circle)
    if not reads:  # titles and excerpts are of posts, questions and topics
        may_see = and_(may_see, Entry.parent_id.is_(None))
    return _Place(Filters(circles=(circle.id,)), may_see, reads, circle)


def _search(actor: Actor, place: _Place, search: Search) -> Results:
    asked, author = _meant(place, search.asked), None
    if asked.author:
        author = _author(asked.author, place.filters.circles)
        if author is None:
            return Results()
    narrowing = _narrowing(asked, author)
    query = query_of(asked.text, order=search.order)
    if query.terms:
        rows, hits, more = _ranked(actor, place, query, narrowing)
    elif asked.narrows:
        parts = _parts(place, narrowing.filters)
        if not parts:
            return Results(needs_words=True)
        rows, more = _newest(actor, place, parts, narrowing)
        hits = list(rows)
    else:
        return Results()
    return _page(actor, search, query, (rows, hits, more))


def _meant(place: _Place, asked: Asked) -> Asked:
    """A tag is looked for by the name it goes by now, whichever word for it was typed."""
    if not asked.tag or place.circle is None:
        return asked
    return replace(asked, tag=content.moved_tag(place.circle, asked.tag) or asked.tag)


def _ranked(
    actor: Actor, place: _Place, query: Query, narrowing: "_Narrowing"
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
    actor: Actor, place: _Place, query: Query, narrowing: "_Narrowing"
) -> tuple[Found, Mapping[int, Row], list[Document]]:
    """What the index finds, the rows of it that may be seen, and their words as they are read."""
    found = find(query, CLOSELY)
    rows = _visible(actor, place, narrowing, [hit.entry_id for hit in found.hits])
    return found, rows, [_document(*row, whole=place.reads) for row in rows.values()]


def _visible(
    actor: Actor, place: _Place, narrowing: "_Narrowing", ids: Collection[int]
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


def _newest(
    actor: Actor, place: _Place, parts: Sequence[ColumnElement[bool]], narrowing: "_Narrowing"
) -> tuple[dict[int, Row], bool]:
    """Nothing but a choice was typed: the newest of it, read in the order an index has it in."""
    seen = (findable(), place.may_see, content.unblocked(actor), narrowing.clause)
    newest = (Entry.published_at.desc(), Entry.id.desc())
    each = [
        select(Entry.id).join(Circle, Circle.id == Entry.circle_id)
        .where(part, *seen).order_by(*newest).limit(CLOSELY + 1).subquery()
        for part in parts
    ]  # fmt: skip
    ids = union_all(*(select(one.c.id) for one in each))
    rows = session().execute(
        select(Entry, Circle).join(Circle, Circle.id == Entry.circle_id)
        .where(Entry.id.in_(ids)).order_by(*newest).limit(CLOSELY + 1)
    ).all()  # fmt: skip
    return {row.Entry.id: (row.Entry, row.Circle) for row in rows[:CLOSELY]}, len(rows) > CLOSELY


def _parts(place: _Place, filters: Filters) -> list[ColumnElement[bool]]:
    """What an index can walk by time; nothing where only words could say what is meant."""
    if filters.author_id is not None:
        return _signed(place, filters.author_id)
    if place.circle is None:
        return []
    lanes = _lanes(filters)
    if filters.tag:
        return [Entry.id.in_(_tagged(place.circle, filters, lane)) for lane in lanes]
    if filters.featured:
        return [Entry.featured_at.is_not(None)]
    return [Entry.lane == lane for lane in lanes]


def _signed(place: _Place, author_id: int) -> list[ColumnElement[bool]]:
    """What somebody wrote, circle by circle; nothing for who is in more than may be walked."""
    signed = Entry.author_id == author_id
    if place.circle is not None:
        return [signed]
    circle_ids = session().scalars(
        select(Circle.id)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Membership.user_id == author_id, Circle.deleted_at.is_(None), place.may_see)
        .limit(MOST_CIRCLES + 1)
    ).all()
    if len(circle_ids) > MOST_CIRCLES:
        return []
    return [and_(signed, Entry.circle_id == one) for one in circle_ids] or [false()]


def _lanes(filters: Filters) -> list[str]:
    """The lists in which such entries stand; only questions are answered."""
    kinds = set(filters.kinds) or set(LANES)
    if filters.answered:
        kinds &= {"question"}
    return [lane for lane in (*LANES, "ad") if ("post" if lane == "ad" else lane) in kinds]


def _tagged(circle: Circle, filters: Filters, lane: str) -> Select[Any]:
    """The newest entries of a time under a tag, in the order its index has them."""
    within = [EntryTag.published_at >= filters.since] if filters.since else []
    within += [EntryTag.published_at < filters.until] if filters.until else []
    return (
        select(EntryTag.entry_id)
        .join(Tag, Tag.id == EntryTag.tag_id)
        .where(Tag.circle_id == circle.id, Tag.key == tag_key(filters.tag or ""))
        .where(EntryTag.lane == lane, *within)
        .order_by(EntryTag.published_at.desc(), EntryTag.entry_id.desc())
        .limit(MOST_TAGGED)
    )


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """What narrows a search, for the index and again for the database."""

    filters: Filters
    clause: ColumnElement[bool]

    def over(self, base: Filters) -> Filters:
        """These filters, within where is looked."""
        return replace(self.filters, circles=base.circles, scope=base.scope)


def _narrowing(asked: Asked, author_id: int | None) -> _Narrowing:
    since = clock.day_start(asked.since) if asked.since else None
    until = clock.day_start(asked.until) if asked.until else None
    filters = Filters(
        kinds=asked.kinds, author_id=author_id, tag=asked.tag, since=since, until=until,
        answered=asked.answered, featured=asked.featured,
    )  # fmt: skip
    return _Narrowing(filters, and_(*_clauses(filters)))


def _clauses(filters: Filters) -> Iterable[ColumnElement[bool]]:
    yield Entry.published_at <= clock.now()
    yield or_(Entry.expires_at.is_(None), Entry.expires_at > clock.now())
    if filters.kinds:
        yield Entry.kind.in_(filters.kinds)
    if filters.author_id is not None:  # who is not named is found by no name
        yield and_(Entry.author_id == filters.author_id, Entry.anonymous.is_(False))
    if filters.tag:
        tagged = select(EntryTag.entry_id).join(Tag, Tag.id == EntryTag.tag_id)
        key = tag_key(filters.tag)
        here = (EntryTag.entry_id == Entry.id, Tag.circle_id == Entry.circle_id, Tag.key == key)
        yield tagged.where(*here).correlate(Entry).exists()
    if filters.since:
        yield Entry.published_at >= filters.since
    if filters.until:
        yield Entry.published_at < filters.until
    if filters.answered:
        yield Entry.answers_count > 0
    if filters.featured:
        yield Entry.featured_at.is_not(None)


def _author(name: str, circle_ids: Collection[int]) -> int | None:
    """Whom a name means: the name of an account, else what a single member goes by here."""
    known = accounts.user_ids_by_name([name]).get(name_key(name))
    if known or not circle_ids:
        return known
    shown = session().scalars(
        select(SearchName.target_id)
        .where(SearchName.kind == "member", SearchName.circle_id.in_(circle_ids))
        .where(SearchName.key == typed_key(name), SearchName.rank == AS_IT_IS)
        .distinct()
        .limit(2)
    ).all()
    return shown[0] if len(shown) == 1 else None


def _document(entry: Entry, circle: Circle, *, whole: bool) -> Document:
    """An entry as it is ranked for a reader; who reads no whole texts finds by none."""
    return Document(
        entry_id=entry.id, circle_id=circle.id, kind=entry.kind, scope="members",
        author_id=None, title=entry.title, tags=tuple(entry.tags or ()),
        body=words_of(entry.html) if whole else entry.excerpt,
        published_at=entry.published_at or entry.created_at, helpful=entry.helpful_count,
        answered=entry.answers_count > 0, featured=entry.featured_at is not None,
    )  # fmt: skip


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
    threads = _threads(actor, rows)
    lines = content.line_items(actor, rows)
    return [
        Result(
            line=line, title=marked(entry.title, query),
            snippet=snippet(_read_by(actor, entry, circle), query),
            about=threads.get(entry.root_id or 0, ""), answered=entry.answers_count > 0,
            featured=entry.featured_at is not None,
        )
        for line, (entry, circle) in zip(lines, rows, strict=True)
    ]  # fmt: skip


def _read_by(actor: Actor, entry: Entry, circle: Circle) -> str:
    """As much of an entry's words as the actor may read; everywhere only what they may is found."""
    everywhere = actor.circle_id != circle.id
    whole = everywhere or bool(circles_policy.can_see_entries(actor, circle))
    return words_of(entry.html) if whole else entry.excerpt


def _threads(actor: Actor, rows: Sequence[Row]) -> Mapping[int, str]:
    """What the threads are about in which answers and floors stand; one query.

    Nothing of whom the actor blocked.
    """
    roots = {entry.root_id for entry, _ in rows if entry.parent_id is not None and entry.root_id}
    if not roots:
        return {}
    found = session().execute(
        select(Entry.id, Entry.title, Entry.excerpt)
        .where(Entry.id.in_(roots), content.unblocked(actor))
    )
    return {row.id: row.title or row.excerpt[:ABOUT] for row in found}
