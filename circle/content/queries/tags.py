"""Reads of the tags of a circle, and of what stands under one."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, exists, func, select, union_all
from sqlalchemy.orm import aliased

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content.models import Entry, EntryTag, Tag, TagSynonym
from circle.content.queries.entries import LANES, unblocked, visible_to
from circle.content.schemas import tag_key
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut


def get_tag(circle: Circle, name: str, *, empty: bool = False) -> Tag:
    """A tag by its name, however typed, or by a word that stands for it.

    NotFound while nothing is under it, unless `empty`.
    """
    tag = _meant(circle.id, name)
    if tag is None or (tag.entries_count == 0 and not empty):
        raise NotFound
    return tag


def find_word(circle_id: int, name: str) -> Tag | None:
    """The tag of this very word, also when it stands for another one."""
    return session().scalar(
        select(Tag).where(Tag.circle_id == circle_id, Tag.key == tag_key(name))
    )


def tag_id_of(circle_id: int, name: str) -> int:
    """Which tag a word means; 0 when nothing was ever written under it."""
    found = session().scalar(
        select(func.coalesce(TagSynonym.into_id, Tag.id))
        .select_from(Tag)
        .outerjoin(TagSynonym, TagSynonym.tag_id == Tag.id)
        .where(Tag.circle_id == circle_id, Tag.key == tag_key(name))
    )
    return found or 0


def find_tag(circle: Circle, name: str) -> Tag | None:
    """The tag a word means, however typed; None for no word and for one nobody used."""
    return _meant(circle.id, name) if name else None


def moved_tag(circle: Circle, name: str) -> str | None:
    """The name of the tag a word stands for; None for a tag of its own and for none."""
    return moved_name(find_tag(circle, name), name)


def moved_name(tag: Tag | None, name: str) -> str | None:
    """The same, of a tag that was found by this word."""
    return tag.name if tag is not None and tag.key != tag_key(name) else None


def unmerged() -> ColumnElement[bool]:
    """Leaves out tags that stand for another one."""
    return ~exists().where(TagSynonym.tag_id == Tag.id)


def list_synonyms(tag: Tag) -> Sequence[str]:
    """The words that stand for a tag, by name."""
    return session().scalars(
        select(Tag.name)
        .join(TagSynonym, TagSynonym.tag_id == Tag.id)
        .where(TagSynonym.into_id == tag.id)
        .order_by(Tag.key)
    ).all()


def words_for(tag_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The words that stand for some tags, by the tag."""
    found: dict[int, list[str]] = {}
    rows = session().execute(
        select(TagSynonym.into_id, Tag.name)
        .join(Tag, Tag.id == TagSynonym.tag_id)
        .where(TagSynonym.into_id.in_(tag_ids))
        .order_by(Tag.key)
    )
    for into_id, name in rows:
        found.setdefault(into_id, []).append(name)
    return found


def tags_page(circle: Circle, *, cursor: str | None = None, limit: int = PAGE) -> Page[Tag]:
    """The tags of a circle something stands under, the most used first."""
    used = select(Tag).where(Tag.circle_id == circle.id, Tag.entries_count > 0, unmerged())
    rows = session().scalars(after(used, (Tag.entries_count, Tag.id), cursor).limit(limit + 1))
    return cut(rows.all(), limit, lambda tag: (tag.entries_count, tag.id))


def tagged_page(
    here: Actor, circle: Circle, tag: Tag, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Entry]:
    """What the actor sees under a tag, the latest first: each list is read in its own order."""
    place = (EntryTag.published_at, EntryTag.entry_id)
    parts = [
        after(
            select(Entry.id)
            .join(EntryTag, EntryTag.entry_id == Entry.id)
            .where(EntryTag.tag_id == tag.id, EntryTag.lane == lane),
            place, cursor,
        )
        .where(visible_to(here, circle), unblocked(here))
        .limit(limit + 1)
        .subquery()
        for lane in LANES
    ]  # fmt: skip
    ids = union_all(*(select(part.c.id) for part in parts))
    statement = select(Entry).where(Entry.id.in_(ids))
    ordered = after(statement, (Entry.published_at, Entry.id), None).limit(limit + 1)
    rows = session().scalars(ordered).all()
    return cut(rows, limit, lambda entry: (entry.published_at, entry.id))


def is_following_tag(here: Actor, tag: Tag | None) -> bool | None:
    """Whether a member follows a tag; None for who is none and for a tag there is not."""
    if tag is None or not here.is_member or here.user_id is None:
        return None
    return circles.is_following(here, "tag", tag.id)


def _meant(circle_id: int, name: str) -> Tag | None:
    into = aliased(Tag)
    row = session().execute(
        select(Tag, into)
        .outerjoin(TagSynonym, TagSynonym.tag_id == Tag.id)
        .outerjoin(into, into.id == TagSynonym.into_id)
        .where(Tag.circle_id == circle_id, Tag.key == tag_key(name))
    ).first()
    return (row[1] or row[0]) if row is not None else None
