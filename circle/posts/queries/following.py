"""The list of what one follows: people and tags of a circle, each sought by its own index."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, union

from circle.circles.models import Circle, Follow
from circle.content.models import Entry, EntryTag
from circle.content.policy import author_shown
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import Page, decode_cursor, encode_cursor
from circle.posts.queries.rows import FeedChoice, behind, rows_of, type_as_number

MAX_TARGETS = 100  # people and tags of one's list of what one follows


def following_page(actor: Actor, circle: Circle, choice: FeedChoice) -> Page[Any]:
    """The newest of each person and tag followed, merged: a seek each, MAX_TARGETS at most."""
    people, tags = _targets(actor, circle)
    if not (people or tags):
        return Page(())
    values: dict[str, Any] = {"circle": circle.id, "limit": choice.limit + 1}
    values.update({f"person{place}": ident for place, ident in enumerate(people)})
    values.update({f"tag{place}": ident for place, ident in enumerate(tags)})
    if choice.cursor:
        values["value"], values["last"] = decode_cursor(choice.cursor)
    merged = _following(len(people), len(tags), bool(choice.cursor))
    keys = session().execute(merged, values).all()
    rows = rows_of(row.id for row in keys)
    found = [rows[row.id] for row in keys[: choice.limit] if row.id in rows]
    kept = [row for row in found if author_shown(row, actor) not in actor.blocked]
    further = keys[choice.limit - 1] if len(keys) > choice.limit else None
    return Page(kept, encode_cursor((further.place, further.id)) if further else None)


def _targets(actor: Actor, circle: Circle) -> tuple[list[int], list[int]]:
    rows = session().execute(
        select(Follow.kind, Follow.target_id)
        .where(Follow.circle_id == circle.id, Follow.user_id == (actor.user_id or 0))
        .where(Follow.kind.in_(("member", "tag")))
        .order_by(Follow.created_at.desc())
        .limit(MAX_TARGETS)
    ).all()
    people = [row.target_id for row in rows if row.kind == "member"]
    return people, [row.target_id for row in rows if row.kind == "tag"]


@lru_cache(maxsize=64)
def _following(people: int, tags: int, further: bool) -> Any:
    seeks = [_newest_of_person(f"person{place}", further) for place in range(people)]
    seeks += [_newest_of_tag(f"tag{place}", further) for place in range(tags)]
    merged = union(*(select(seek.c.id, seek.c.place) for seek in seeks)).subquery()
    return (
        select(merged.c.id, merged.c.place)
        .order_by(merged.c.place.desc(), merged.c.id.desc())
        .limit(bindparam("limit"))
    )


def _newest_of_person(name: str, further: bool) -> Any:
    statement = select(Entry.id, type_as_number(Entry.published_at).label("place")).where(
        Entry.author_id == bindparam(name), Entry.circle_id == bindparam("circle"),
        Entry.lane == "post", ~Entry.anonymous,
    )
    return _newest(statement, Entry.published_at, Entry.id, further)


def _newest_of_tag(name: str, further: bool) -> Any:
    place = type_as_number(EntryTag.published_at).label("place")
    statement = select(EntryTag.entry_id.label("id"), place).where(
        EntryTag.tag_id == bindparam(name), EntryTag.lane == "post"
    )
    return _newest(statement, EntryTag.published_at, EntryTag.entry_id, further)


def _newest(statement: Select[Any], value: Any, ident: Any, further: bool) -> Any:
    if further:
        statement = statement.where(behind(value, ident))
    return statement.order_by(value.desc(), ident.desc()).limit(bindparam("limit")).subquery()
