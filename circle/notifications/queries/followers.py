"""Who follows an entry's thread, its author or its tags."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union_all

from circle.circles.models import Follow
from circle.content.models import Entry, EntryTag
from circle.core.db import session


def has_followers(entry: Entry) -> bool:
    """Whether anybody follows what an entry belongs to."""
    return bool(followers_after(entry, 0, 1))


def followers_after(entry: Entry, after: int, limit: int) -> Sequence[int]:
    """The next users who follow what an entry belongs to, by id; each way is one walk of an index.

    Comments are news of their thread alone; what stands by itself is also news of its tags and,
    unless it has no name, of its author.
    """
    ways = [("entry", entry.root_id or entry.id)]
    if entry.kind != "comment":
        tags = select(EntryTag.tag_id).where(EntryTag.entry_id == entry.id)
        ways += [("tag", tag) for tag in session().scalars(tags)]
        if not entry.anonymous:
            ways.append(("member", entry.author_id))
    found = union_all(*(_next(entry.circle_id, way, after, limit) for way in ways)).subquery()
    people = select(found.c.user_id).distinct().order_by(found.c.user_id).limit(limit)
    return session().scalars(people).all()


def _next(circle_id: int, way: tuple[str, int], after: int, limit: int) -> Select[Any]:
    kind, target = way
    walk = (
        select(Follow.user_id)
        .where(Follow.circle_id == circle_id, Follow.kind == kind, Follow.target_id == target)
        .where(Follow.user_id > after)
        .order_by(Follow.user_id)
        .limit(limit)
    )
    return select(walk.subquery().c.user_id)
