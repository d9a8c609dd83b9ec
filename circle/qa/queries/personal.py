"""The list of questions that are for somebody: put to them, given to them, under their tags."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, select, tuple_, union

from circle.circles.models import Circle, Follow
from circle.content.models import EntryTag
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import decode_cursor
from circle.qa.models import Question

MAX_TAGS = 50  # of those one follows, the latest


def for_me_keys(actor: Actor, circle: Circle, cursor: str | None, most: int) -> Sequence[Any]:
    """The newest of what is for the actor, merged: a seek for each tag and two more."""
    if actor.user_id is None:
        return ()
    tags = _tags_followed(actor, circle)
    values: dict[str, Any] = {"circle": circle.id, "user": actor.user_id, "limit": most}
    values.update({f"tag{place}": ident for place, ident in enumerate(tags)})
    if cursor:
        values["value"], values["last"] = decode_cursor(cursor)
    return session().execute(_merged(len(tags), bool(cursor)), values).all()


def _tags_followed(actor: Actor, circle: Circle) -> Sequence[int]:
    return session().scalars(
        select(Follow.target_id)
        .where(Follow.circle_id == circle.id, Follow.user_id == actor.user_id)
        .where(Follow.kind == "tag")
        .order_by(Follow.created_at.desc())
        .limit(MAX_TAGS)
    ).all()  # fmt: skip


@lru_cache(maxsize=64)
def _merged(tags: int, further: bool) -> Select[Any]:
    seeks = [_of_question(Question.asked_of, further), _of_question(Question.assigned_to, further)]
    seeks += [_of_tag(f"tag{place}", further) for place in range(tags)]
    merged = union(*(select(seek.c.id, seek.c.place) for seek in seeks)).subquery()
    return (
        select(merged.c.id, merged.c.place)
        .order_by(merged.c.place.desc(), merged.c.id.desc())
        .limit(bindparam("limit"))
    )


def _of_question(column: Any, further: bool) -> Any:
    place = cast(Question.asked_at, BigInteger).label("place")
    statement = select(Question.entry_id.label("id"), place).where(
        column == bindparam("user"), Question.circle_id == bindparam("circle"), column.is_not(None)
    )
    return _newest(statement, (Question.asked_at, Question.entry_id), further)


def _of_tag(name: str, further: bool) -> Any:
    place = cast(EntryTag.published_at, BigInteger).label("place")
    statement = select(EntryTag.entry_id.label("id"), place).where(
        EntryTag.tag_id == bindparam(name), EntryTag.lane == "question"
    )
    return _newest(statement, (EntryTag.published_at, EntryTag.entry_id), further)


def _newest(statement: Any, place: tuple[Any, Any], further: bool) -> Any:
    value, ident = place
    if further:
        there = tuple_(bindparam("value", type_=BigInteger), bindparam("last", type_=BigInteger))
        statement = statement.where(tuple_(value, ident) < there)
    return statement.order_by(value.desc(), ident.desc()).limit(bindparam("limit")).subquery()
