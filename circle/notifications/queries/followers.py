"""Who follows an entry's thread, its author or its tags."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, union_all

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
    asked: dict[str, Any] = {"circle": entry.circle_id, "after": after, "limit": limit}
    for number, (kind, target) in enumerate(ways):
        asked |= {f"kind{number}": kind, f"target{number}": target}
    return session().scalars(_followers(len(ways)), asked).all()


@cache
def _followers(ways: int) -> Select[int]:
    found = union_all(*map(_way, range(ways))).subquery()
    people = select(found.c.user_id).distinct().order_by(found.c.user_id)
    return people.limit(bindparam("limit"))


def _way(number: int) -> Select[int]:
    walk = (
        select(Follow.user_id)
        .where(Follow.circle_id == bindparam("circle"), Follow.user_id > bindparam("after"))
        .where(Follow.kind == bindparam(f"kind{number}"))
        .where(Follow.target_id == bindparam(f"target{number}"))
        .order_by(Follow.user_id)
        .limit(bindparam("limit"))
    )
    return select(walk.subquery().c.user_id)
