"""Reads for the pages that bring packages together: what is new, who is lively, who wrote what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.accounts.queries import Person
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership, state_at
from circle.circles.policy import bears_mark, read_levels
from circle.circles.queries import Face, MyCircle
from circle.content.models import Entry, Tag
from circle.content.policy import author_shown
from circle.content.queries import unblocked, unmerged, visible_to
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import Page, encode_cursor
from circle.points.models import CheckIn, Redemption
from circle.posts.queries import MAX_COUNTED, authors_shown, behind, rows_of

MAX_ON_FRONT = 40  # circles one person follows closely enough to want each one's news
LIVING = 3
RAIL_TAGS = 12
MAX_SHARED = 60  # circles looked through for what one person wrote


@dataclass(frozen=True, slots=True)
class News:
    """What happened in one of my circles since I was there."""

    circle: MyCircle
    unread: int  # at most MAX_COUNTED, which means that or more
    last: Any | None  # excerpt, published_at of the newest post
    author: str | None  # who wrote it, where they are named


@dataclass(frozen=True, slots=True)
class Belongings:
    """What the reader has in one of their circles."""

    slug: str
    name: str
    hue: int
    logo_url: str | None
    level: int
    points: int  # below zero: owed
    streak: int  # days in a row up to today or yesterday
    orders: int  # ever placed
    mark: bool  # their level closes its ring there


@dataclass(frozen=True, slots=True)
class SharedCircle:
    """A circle a person is in that the reader may know of."""

    id: int
    slug: str
    name: str
    hue: int
    logo: str | None
    visibility: str
    role: str
    level: int
    member_id: int  # theirs
    mark: bool  # their level closes its ring there
    is_mine: bool


def news(actor: Actor) -> list[News]:
    """The actor's circles, liveliest first, each with its unread count and its newest post."""
    mine = list(circles.my_circles(actor))[:MAX_ON_FRONT]
    if not mine:
        return []
    seen = seen_marks(actor, [found.id for found in mine])
    unread = _unread([(found.id, seen.get(found.id)) for found in mine], actor)
    newest = _newest([found.id for found in mine], actor)
    return [
        News(found, unread.get(found.id, 0), last := newest.get(found.id), _author(last, actor))
        for found in mine
    ]


def belongings(actor: Actor) -> list[Belongings]:
    """What the actor has in each of their circles, liveliest first: four queries for all."""
    mine = circles.my_circles(actor)
    if not mine:
        return []
    ids = [one.id for one in mine]
    own = (Membership.user_id == actor.user_id, Membership.circle_id.in_(ids))
    has = {
        row.circle_id: row for row in session().execute(
            select(Membership.circle_id, Membership.level, Membership.points, Circle.levels)
            .join(Circle, Circle.id == Membership.circle_id)
            .where(*own)
        )
    }  # fmt: skip
    streaks, orders = _streaks(actor, ids), _orders(actor)
    return [
        Belongings(
            one.slug, one.name, one.hue, one.logo_url, has[one.id].level, has[one.id].points,
            streaks.get(one.id, 0), orders.get(one.id, 0), _bears_mark(has[one.id]),
        )
        for one in mine
    ]  # fmt: skip


def _streaks(actor: Actor, circle_ids: Sequence[int]) -> dict[int, int]:
    """Rows of days that still go on, by circle: a day that is missed ends one."""
    rows = session().execute(
        select(CheckIn.circle_id, CheckIn.streak)
        .where(CheckIn.user_id == actor.user_id, CheckIn.circle_id.in_(circle_ids))
        .where(CheckIn.day >= clock.local_day() - timedelta(days=1))
        .order_by(CheckIn.day)
    )
    return {row.circle_id: row.streak for row in rows}


def _orders(actor: Actor) -> dict[int, int]:
    rows = session().execute(
        select(Redemption.circle_id, func.count().label("placed"))
        .where(Redemption.user_id == actor.user_id)
        .group_by(Redemption.circle_id)
    )
    return {row.circle_id: row.placed for row in rows}


def seen_marks(actor: Actor, circle_ids: Sequence[int]) -> dict[int, datetime | None]:
    """When the actor last opened each of these circles; joining counts as having been there."""
    rows = session().execute(
        select(Membership.circle_id, func.coalesce(Membership.seen_at, Membership.joined_at))
        .where(Membership.user_id == actor.user_id, Membership.circle_id.in_(circle_ids))
    )
    return {row[0]: row[1] for row in rows}


def seen_at(here: Actor) -> datetime | None:
    """When the actor last opened the circle entered; at first, when they joined."""
    found: datetime | None = session().scalar(_seen_at(), {"member": here.membership_id})
    return found


@cache
def _seen_at() -> Select[Any]:
    return select(func.coalesce(Membership.seen_at, Membership.joined_at)).where(
        Membership.id == bindparam("member")
    )


def living_circles(limit: int = LIVING) -> Sequence[Circle]:
    """Public circles with something in them, the liveliest first."""
    return session().scalars(
        select(Circle)
        .where(Circle.visibility == "public", Circle.deleted_at.is_(None))
        .where(Circle.archived_at.is_(None), Circle.entries_count > 0)
        .order_by(Circle.last_active_at.desc(), Circle.id.desc())
        .limit(limit)
    ).all()


def popular_tags(circle_id: int) -> Sequence[Any]:
    """The tags of a circle that most entries stand under."""
    return session().execute(_popular(), {"circle": circle_id}).all()


def circles_of(actor: Actor, user_id: int) -> list[SharedCircle]:
    """The circles a person is in that the reader may know of: open ones, and those both are in."""
    theirs = (
        select(
            Circle.id, Circle.slug, Circle.name, Circle.hue, Circle.logo, Circle.visibility,
            Membership.role, Membership.level, Membership.id.label("member_id"), Circle.levels,
        )
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Membership.user_id == user_id, Membership.state.in_(("active", "muted")))
        .where(Circle.deleted_at.is_(None))
        .order_by(Circle.last_active_at.desc())
        .limit(MAX_SHARED)
    )  # fmt: skip
    mine = {found.id for found in circles.my_circles(actor)}
    return [
        SharedCircle(
            row.id, row.slug, row.name, row.hue, row.logo, row.visibility, row.role, row.level,
            row.member_id, _bears_mark(row), row.id in mine,
        )
        for row in session().execute(theirs)
        if row.visibility == "public" or row.id in mine
    ]


def _bears_mark(row: Any) -> bool:
    """By the levels of the circle it is a level of."""
    return bears_mark(row.level, read_levels(row.levels))


def writings_page(
    shared: Sequence[SharedCircle], user_id: int, cursor: Sequence[int] | None, limit: int
) -> Page[Any]:
    """What a person signed in these circles, newest first: one seek in each, merged."""
    if not shared:
        return Page(())
    values: dict[str, Any] = {"author": user_id, "limit": limit + 1}
    values.update({f"circle{place}": found.id for place, found in enumerate(shared)})
    if cursor:
        values["value"], values["last"] = cursor
    return _merged_page(_writings(len(shared), bool(cursor)), values)


def gathered_page(
    actor: Actor, mine: Sequence[MyCircle], cursor: Sequence[int] | None, limit: int
) -> Page[Any]:
    """The newest posts of the actor's circles together: one seek in each, merged."""
    if not mine:
        return Page(())
    values: dict[str, Any] = {"limit": limit + 1}
    if cursor:
        values["value"], values["last"] = cursor
    seeks = [
        _seek(and_(Entry.circle_id == found.id, unblocked(actor)), bool(cursor))
        for found in mine[:MAX_ON_FRONT]
    ]
    return _merged_page(_merge(seeks), values)


def faces_across(rows: Sequence[Any], actor: Actor) -> dict[tuple[int, int], Face]:
    """Who is named on entries of several circles, by circle and user, in two queries."""
    people = accounts.people(authors_shown(rows, actor))
    members = session().execute(
        select(
            Membership.circle_id, Membership.user_id, Membership.id, Membership.role,
            Membership.level, Membership.state, Membership.muted_until, Membership.expires_at,
            Circle.levels,
        )
        .join(Circle, Circle.id == Membership.circle_id)
        .where(Membership.user_id.in_(people))
        .where(Membership.circle_id.in_({row.circle_id for row in rows}))
    )  # fmt: skip
    places = {(row.circle_id, row.user_id): row for row in members}
    keys = {(row.circle_id, row.author_id) for row in rows if row.author_id in people}
    return {key: _face(people[key[1]], places.get(key)) for key in keys}


def still_there(here: Actor, circle: Circle, ids: Iterable[int | None]) -> dict[int, Entry]:
    """Those of these entries that the actor may still see."""
    wanted = {ident for ident in ids if ident is not None}
    if not wanted:
        return {}
    seen = visible_to(here, circle)
    rows = session().scalars(select(Entry).where(Entry.id.in_(wanted), seen))
    return {entry.id: entry for entry in rows}


@lru_cache(maxsize=1)
def _popular() -> Any:
    return (
        select(Tag.id, Tag.name, Tag.entries_count)
        .where(Tag.circle_id == bindparam("circle"), Tag.entries_count > 0, unmerged())
        .order_by(Tag.entries_count.desc(), Tag.id.desc())
        .limit(RAIL_TAGS)
    )


def _unread(marks: Sequence[tuple[int, datetime | None]], actor: Actor) -> dict[int, int]:
    """How many posts of others are newer than each mark: a bounded look at one index each."""
    counts = []
    for circle_id, seen in marks:
        newer = (
            select(Entry.id)
            .where(Entry.circle_id == circle_id, Entry.lane == "post")
            .where(Entry.author_id != actor.user_id, unblocked(actor))
            .limit(MAX_COUNTED)
        )
        if seen is not None:
            newer = newer.where(Entry.published_at > seen)
        counted = select(literal(circle_id).label("circle_id"), func.count().label("unread"))
        counts.append(counted.select_from(newer.subquery()))
    rows = session().execute(union_all(*counts))
    return {row.circle_id: row.unread for row in rows}


def _author(row: Any | None, actor: Actor) -> str | None:
    if row is None or row.closed_at is not None or author_shown(row, actor) is None:
        return None
    return str(row.display_name)


def _newest(circle_ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    """The newest post of each circle that is not by somebody the actor blocked."""
    seeks = [
        select(
            select(Entry.id)
            .where(Entry.circle_id == circle_id, Entry.lane == "post", unblocked(actor))
            .order_by(Entry.published_at.desc(), Entry.id.desc())
            .limit(1)
            .scalar_subquery().label("id")
        )
        for circle_id in circle_ids
    ]  # fmt: skip
    newest = union_all(*seeks).subquery()
    rows = session().execute(
        select(
            Entry.circle_id, Entry.excerpt, Entry.anonymous, Entry.published_at, Entry.status,
            Entry.author_id,
            User.display_name, User.closed_at, cast(Entry.card, Text).label("card"),
        )
        .join(User, User.id == Entry.author_id)
        .where(Entry.id.in_(select(newest.c.id)))
    )  # fmt: skip
    return {row.circle_id: row for row in rows}


@lru_cache(maxsize=MAX_SHARED * 2)
def _writings(circle_count: int, further: bool) -> Any:
    signed = and_(Entry.author_id == bindparam("author"), ~Entry.anonymous)
    return _merge([
        _seek(and_(signed, Entry.circle_id == bindparam(f"circle{place}")), further)
        for place in range(circle_count)
    ])


def _face(person: Person, row: Any | None) -> Face:
    """Somebody beside what they wrote in one circle, where they may no longer be a member."""
    closed = person.is_closed
    member = row is not None and state_at(row.state, row.muted_until, row.expires_at) in (
        "active", "muted",
    )  # fmt: skip
    return Face(
        id=person.id, member_id=row.id if row else None, name=person.name,
        display_name=person.display_name, url=None if closed else person.url,
        avatar_url=person.avatar_url, level=row.level if row and member else 0,
        role=row.role if row and member else None,
        mark=bool(row and member and _bears_mark(row)),
    )  # fmt: skip


def _seek(chosen: ColumnElement[bool], further: bool) -> Select[Any]:
    """The newest listed posts that fit, at most `limit`, each with its place in time."""
    place = cast(Entry.published_at, BigInteger).label("place")
    seek = select(Entry.id, place).where(chosen, Entry.lane == "post")
    if further:
        seek = seek.where(behind(Entry.published_at, Entry.id))
    ordered = seek.order_by(Entry.published_at.desc(), Entry.id.desc())
    return select(ordered.limit(bindparam("limit")).subquery())


def _merged_page(keys: Select[Any], values: dict[str, Any]) -> Page[Any]:
    """A page of what several seeks found together; `limit` is one more than it holds."""
    limit = values["limit"] - 1
    found = session().execute(keys, values).all()
    rows = rows_of(row.id for row in found[:limit])
    further = found[limit - 1] if len(found) > limit else None
    shown = [rows[row.id] for row in found[:limit] if row.id in rows]
    return Page(shown, encode_cursor((further.place, further.id)) if further else None)


def _merge(seeks: Sequence[Select[Any]]) -> Select[Any]:
    merged = union_all(*seeks).subquery()
    return (
        select(merged.c.id, merged.c.place)
        .order_by(merged.c.place.desc(), merged.c.id.desc())
        .limit(bindparam("limit"))
    )

