"""Members, tags and circles by how their names begin: as written, as said, by initials."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content.models import Tag
from circle.content.queries import unmerged
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.models import SearchName
from circle.search.names import typed_key

MOST_KEYS = 400  # beginnings read for one search: a single letter begins half of all names
FOUND = 6  # of each
MOST_NAMED = 60  # looked at more closely
HOT = 10
LAST = "\U0010ffff"  # stands after everything that begins so


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag and how much stands under it."""

    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what a few letters name, the nearest first."""

    members: Sequence[Face] = ()
    tags: Sequence[TagName] = ()
    circles: Sequence[Circle] = ()

    def __bool__(self) -> bool:
        return bool(self.members or self.tags or self.circles)


def names_in(here: Actor, circle: Circle, typed: str) -> Names:
    """The members and tags of a circle whose names begin so; members for who may see the list."""
    kinds = ["tag"] + (["member"] if circles_policy.can_see_members(here, circle) else [])
    found = _found(typed, kinds, SearchName.circle_id == circle.id)
    members = [row.target_id for row in found if row.kind == "member"]
    tags = [TagName(row.name, row.entries) for row in found if row.entries]
    return Names(_members(here, circle, members), tags[:FOUND])


def circles_named(typed: str, mine: Collection[int]) -> Names:
    """The circles whose names begin so: the actor's own, and those everybody may know of."""
    ids = [row.target_id for row in _found(typed, ["circle"], None)]
    if not ids:
        return Names()
    rows = session().scalars(
        select(Circle)
        .where(Circle.id.in_(ids), Circle.deleted_at.is_(None))
        .where(or_(Circle.visibility != "private", Circle.id.in_(mine)))
    ).all()
    return Names(circles=sorted(rows, key=lambda one: ids.index(one.id))[:FOUND])


def hot_tags(circle: Circle) -> Sequence[TagName]:
    """What a circle wrote most about."""
    rows = session().execute(
        select(Tag.name, Tag.entries_count)
        .where(Tag.circle_id == circle.id, Tag.entries_count > 0, unmerged())
        .order_by(Tag.entries_count.desc(), Tag.id.desc())
        .limit(HOT)
    )
    return [TagName(row.name, row.entries_count) for row in rows]


def _found(
    typed: str, kinds: Sequence[str], where: ColumnElement[bool] | None
) -> Sequence[Any]:
    """What is called so, nearest first, of tags with how much stands under them.

    One query, which reads a bounded part of the index for each kind.
    """
    key = typed_key(typed)
    if not key:
        return ()
    parts = [_beginning(key, kind, where).subquery() for kind in kinds]
    keys = union_all(*(select(part) for part in parts)).subquery()
    return (
        session()
        .execute(
            select(
                keys.c.kind, keys.c.target_id,
                func.max(Tag.name).label("name"), func.max(Tag.entries_count).label("entries"),
            )
            .join(Tag, and_(keys.c.kind == "tag", Tag.id == keys.c.target_id), isouter=True)
            .group_by(keys.c.kind, keys.c.target_id)
            .order_by(func.min(keys.c.rank), func.min(func.length(keys.c.key)), keys.c.target_id)
            .limit(MOST_NAMED)
        )
        .all()
    )


def _beginning(
    key: str, kind: str, where: ColumnElement[bool] | None
) -> Select[str, int, int, str]:
    part = select(SearchName.kind, SearchName.target_id, SearchName.rank, SearchName.key).where(
        SearchName.kind == kind, SearchName.key >= key, SearchName.key < key + LAST
    )
    if where is not None:
        part = part.where(where)
    return part.order_by(SearchName.key).limit(MOST_KEYS)


def _members(here: Actor, circle: Circle, ids: Sequence[int]) -> Sequence[Face]:
    """Those who belong to the circle now, closed accounts and whom the actor blocked left out."""
    people = circles.faces(circle.id, ids[: FOUND * 3])
    faces = [people[one] for one in ids if one in people and one not in here.blocked]
    return [face for face in faces if face.role and face.url][:FOUND]
