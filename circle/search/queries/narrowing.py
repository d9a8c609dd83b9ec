"""What narrows a search: said to the index, and once more to the database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from circle.accounts import queries as accounts
from circle.accounts.names import name_key
from circle.circles.models import Circle
from circle.content.models import Entry, EntryTag, Tag, TagSynonym
from circle.content.schemas import tag_key
from circle.core import clock
from circle.core.db import session
from circle.search.documents import Filters
from circle.search.models import SearchName
from circle.search.names import AS_IT_IS, typed_key
from circle.search.operators import Asked

MOST_MEANT = 20  # tags a word stands for, of all circles


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows a search, for the index and again for the database."""

    filters: Filters
    clause: ColumnElement[bool]

    def over(self, base: Filters) -> Filters:
        """These filters, within where is looked."""
        return replace(self.filters, circles=base.circles, scope=base.scope)


def narrowing_of(
    asked: Asked, author_id: int | None = None, tags_meant: tuple[str, ...] = ()
) -> Narrowing:
    """What was chosen beside the words; the author as an id, whatever they are called."""
    since = clock.day_start(asked.since) if asked.since else None
    until = clock.day_start(asked.until) if asked.until else None
    filters = Filters(
        kinds=asked.kinds, author_id=author_id, tag=asked.tag, tags_meant=tags_meant, since=since,
        until=until, answered=asked.answered, featured=asked.featured,
    )  # fmt: skip
    return Narrowing(filters, and_(*_clauses(filters)))


def _clauses(filters: Filters) -> Iterable[ColumnElement[bool]]:
    yield Entry.published_at <= clock.now()
    yield or_(Entry.expires_at.is_(None), Entry.expires_at > clock.now())
    if filters.kinds:
        yield Entry.kind.in_(filters.kinds)
    if filters.author_id is not None:  # who is not named is found by no name
        yield and_(Entry.author_id == filters.author_id, Entry.anonymous.is_(False))
    if filters.tag:
        tagged = select(EntryTag.entry_id).join(Tag, Tag.circle_id == Entry.circle_id)
        meant = EntryTag.tag_id == func.coalesce(TagSynonym.into_id, Tag.id)
        here = (EntryTag.entry_id == Entry.id, Tag.key == tag_key(filters.tag), meant)
        stands = tagged.outerjoin(TagSynonym, TagSynonym.tag_id == Tag.id)
        yield stands.where(*here).correlate(Entry).exists()
    if filters.since:
        yield Entry.published_at >= filters.since
    if filters.until:
        yield Entry.published_at < filters.until
    if filters.answered:
        yield Entry.answers_count > 0
    if filters.featured:
        yield Entry.featured_at.is_not(None)


def tags_meant(name: str, may_see: ColumnElement[bool]) -> tuple[str, ...]:
    """The tags a word stands for, circle by circle of those one sees."""
    return tuple(session().scalars(tags_named(name, may_see, Tag.name).limit(MOST_MEANT)))


def tags_named(name: str, may_see: ColumnElement[bool], what: Any) -> Select[Any]:
    """One column of the tags a word stands for in the circles one sees."""
    return (
        select(what)
        .join(SearchName, and_(SearchName.kind == "tag", SearchName.target_id == Tag.id))
        .join(Circle, Circle.id == Tag.circle_id)
        .where(SearchName.key == typed_key(name), SearchName.rank == AS_IT_IS)
        .where(Circle.deleted_at.is_(None), may_see)
        .distinct()
    )


def author_named(name: str, circle_ids: Collection[int]) -> int | None:
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
