"""Reads of people as they appear beside what they wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Executable, and_, bindparam, select

from circle.accounts.models import User, avatar_url
from circle.circles import policy
from circle.circles.models import Circle, Membership, state_at
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.i18n import _

PERSON = (User.id.label("user_id"), User.name, User.display_name, User.avatar, User.closed_at)
STANDING = (
    Membership.id, Membership.role, Membership.state, Membership.level, Membership.muted_until,
    Membership.expires_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody as they appear beside what they wrote in one circle; `id` is the user."""

    id: int
    member_id: int | None
    name: str
    display_name: str
    url: str | None
    avatar_url: str | None
    level: int
    role: str | None
    mark: bool | None = None  # the ring of the level is closed; None: by the usual table


def faces(circle_id: int, user_ids: Iterable[int]) -> dict[int, Face]:
    """The people of a page by user id, in one query; a closed account is a nameless face."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    rows = session().execute(_faces(), {"circle": circle_id, "users": list(wanted)})
    return {row.user_id: _face(row) for row in rows}


@cache
def _faces() -> Executable:
    mine = and_(Membership.user_id == User.id, Membership.circle_id == bindparam("circle"))
    return (
        select(*PERSON, *STANDING, Circle.levels)
        .join(Membership, mine, isouter=True)
        .join(Circle, Circle.id == Membership.circle_id, isouter=True)
        .where(User.id.in_(bindparam("users", expanding=True)))
    )


def faces_in(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Face]:
    """The people of a page that shows several circles, by circle and user id; one query for all."""
    wanted = set(pairs)
    if not wanted:
        return {}
    places, users = ({pair[at] for pair in wanted} for at in (0, 1))
    rows = session().execute(_everywhere(), {"circles": list(places), "users": list(users)}).all()
    found = {(row.circle_id, row.user_id): _face(row) for row in rows}
    outside = {row.user_id: _face_outside(row) for row in rows}
    return {pair: found.get(pair, outside[pair[1]]) for pair in wanted if pair[1] in outside}


@cache
def _everywhere() -> Executable:
    there = and_(
        Membership.user_id == User.id,
        Membership.circle_id.in_(bindparam("circles", expanding=True)),
    )
    return (
        select(*PERSON, *STANDING, Membership.circle_id, Circle.levels)
        .join(Membership, there, isouter=True)
        .join(Circle, Circle.id == Membership.circle_id, isouter=True)
        .where(User.id.in_(bindparam("users", expanding=True)))
    )


def get_face(circle_id: int, user_id: int) -> Face:
    """One person of a circle."""
    found = faces(circle_id, [user_id]).get(user_id)
    if found is None:
        raise NotFound
    return found


def _face(row: Any) -> Face:
    closed = row.closed_at is not None
    member = row.id is not None and state_at(row.state, row.muted_until, row.expires_at) in (
        "active", "muted",
    )  # fmt: skip
    return Face(
        id=row.user_id,
        member_id=row.id,
        name="" if closed else row.name,
        display_name=_("closed account") if closed else row.display_name,
        url=None if closed else f"/u/{row.name}",
        avatar_url=None if closed else avatar_url(row.avatar),
        level=row.level or 0 if member else 0,
        role=row.role if member else None,
        mark=member and policy.bears_mark(row.level, policy.read_levels(row.levels)),
    )


def _face_outside(row: Any) -> Face:
    """The same person in a circle they do not belong to."""
    return replace(_face(row), member_id=None, level=0, role=None, mark=False)
