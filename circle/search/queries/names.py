"""Members, tags and circles by how their names begin: as written, as said, by initials."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, union_all

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.circles.queries import Face
from circle.content.models import Tag
from circle.content.queries import unmerged
from circle.core.actor import Actor
from circle.core.db import session
from circle.search.models import SearchName
from circle.search.names import typed_key

MOST_KEYS = 400  # beginnings read for one search: a single letter begins half of all names
FOUND = 6  # of each
MOST_PASSED = 1_000  # the same where most may stand in circles the searcher does not see
MOST_NAMED = 30  # of each, looked at more closely
HOT = 10
LAST = "\U0010ffff"  # stands after everything that begins so
Told = Callable[[Any], ColumnElement[bool]]  # of which keys somebody may learn, circles joined


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag, how much stands under it, and where."""

    name: str
    entries: int
    circle: Circle


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
    found = _found(typed, dict.fromkeys(kinds, _any), circle.id)
    return Names(_members(here, found), _tags(found))


def names_everywhere(actor: Actor, typed: str, mine: Collection[int]) -> Names:
    """Tags of public circles and the actor's own, circles one may know of, and people.

    These are whom the actor shares a circle with, and who chose to be found in a public one; each
    once, as in one of the circles.
    """
    told = {"circle": _known(mine), "tag": _read(mine), "member": _met(mine)}
    found = _found(typed, told)
    named = [row.Circle for row in found if row.kind == "circle"]
    return Names(_members(actor, found), _tags(found), named[:FOUND])


def circles_named(typed: str, mine: Collection[int]) -> Sequence[Circle]:
    """The circles whose names begin so: the actor's own, and those everybody may know of."""
    return [row.Circle for row in _found(typed, {"circle": _known(mine)})][:FOUND]


def hot_tags(circle: Circle) -> Sequence[TagName]:
    """What a circle wrote most about."""
    rows = session().execute(
        select(Tag.name, Tag.entries_count)
        .where(Tag.circle_id == circle.id, Tag.entries_count > 0, unmerged())
        .order_by(Tag.entries_count.desc(), Tag.id.desc())
        .limit(HOT)
    )
    return [TagName(row.name, row.entries_count, circle) for row in rows]


def _any(keys: Any) -> ColumnElement[bool]:
    return true()


def _known(mine: Collection[int]) -> Told:
    return lambda keys: or_(Circle.visibility != "private", Circle.id.in_(mine))


def _read(mine: Collection[int]) -> Told:
    return lambda keys: or_(Circle.visibility == "public", Circle.id.in_(mine))


def _met(mine: Collection[int]) -> Told:
    def told(keys: Any) -> ColumnElement[bool]:
        there = (Membership.circle_id == keys.c.circle_id, Membership.user_id == keys.c.target_id)
        chose = exists().where(*there, Membership.listed)
        return or_(Circle.id.in_(mine), and_(Circle.visibility == "public", chose))

    return told


def _found(
    typed: str, kinds: Mapping[str, Told], circle_id: int | None = None
) -> Sequence[Any]:
    """What is called so, nearest first: of each kind in one circle, or in those that may tell it.

    Tags with how much stands under them. One query, which reads a bounded part of the index for
    each kind.
    """
    key = typed_key(typed)
    if not key:
        return ()
    parts = [_nearest(key, kind, told, circle_id).subquery() for kind, told in kinds.items()]
    near = union_all(*(select(part) for part in parts)).subquery()
    return (
        session()
        .execute(
            select(near.c.kind, near.c.target_id, Circle, Tag.name, Tag.entries_count)
            .join(Circle, Circle.id == near.c.circle_id)
            .join(Tag, and_(near.c.kind == "tag", Tag.id == near.c.target_id), isouter=True)
            .order_by(near.c.rank, near.c.length, near.c.target_id)
        )
        .all()
    )


def _nearest(
    key: str, kind: str, told: Told, circle_id: int | None
) -> Select[Any]:
    """Each that is called so once; whose circle is another's business is left out here already."""
    begins = select(SearchName).where(
        SearchName.kind == kind, SearchName.key >= key, SearchName.key < key + LAST
    )
    if circle_id is not None:
        begins = begins.where(SearchName.circle_id == circle_id)
    most = MOST_KEYS if circle_id is not None else MOST_PASSED
    keys = begins.order_by(SearchName.key).limit(most).subquery()
    rank, length = func.min(keys.c.rank), func.min(func.length(keys.c.key))
    return (
        select(
            keys.c.kind, keys.c.target_id, func.min(keys.c.circle_id).label("circle_id"),
            rank.label("rank"), length.label("length"),
        )
        .join(Circle, Circle.id == keys.c.circle_id)
        .where(Circle.deleted_at.is_(None), told(keys))
        .group_by(keys.c.kind, keys.c.target_id)
        .order_by(rank, length, keys.c.target_id)
        .limit(MOST_NAMED)
    )  # fmt: skip


def _tags(found: Sequence[Any]) -> Sequence[TagName]:
    """Those something stands under."""
    tags = [TagName(row.name, row.entries_count, row.Circle) for row in found if row.entries_count]
    return tags[:FOUND]


def _members(here: Actor, found: Sequence[Any]) -> Sequence[Face]:
    """Those who belong there now, closed accounts and whom the actor blocked left out."""
    pairs = [(row.Circle.id, row.target_id) for row in found if row.kind == "member"]
    people = circles.faces_in(pairs[: FOUND * 3])
    faces = [people[one] for one in pairs if one in people and one[1] not in here.blocked]
    return [face for face in faces if face.role and face.url][:FOUND]
