"""Finding a circle and entering it: every circle reaches a request through one of these."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, and_, bindparam, select

from circle.circles import policy
from circle.circles.models import (
    SLUG,
    Circle,
    Handover,
    Invite,
    Membership,
    RulesVersion,
    picture_url,
    state_at,
)
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut


@dataclass(frozen=True, slots=True)
class MyRequest:
    """A circle somebody waits to come into; no name where it turned private since."""

    slug: str
    name: str | None


_STANDING = (
    Membership.id, Membership.role, Membership.state, Membership.level, Membership.muted_until,
    Membership.expires_at, Membership.points, Membership.level_told, Membership.badges_untold,
    Membership.sealed_muted_until,
)  # fmt: skip
_OUTSIDE: Mapping[str, Any] = {
    "membership_id": None, "role": None, "state": None, "level": 0, "muted_until": None,
    "sealed_muted_until": None,
    "points": 0, "has_news": False, "powers": frozenset(), "privileges": frozenset(),
}  # fmt: skip
MAX_MINE = 200
NOBODY = -1  # a guest has no membership anywhere


@dataclass(frozen=True, slots=True)
class MyCircle:
    """A circle as its member sees it in a list."""

    id: int
    slug: str
    name: str
    hue: int
    logo_url: str | None
    role: str
    last_active_at: datetime


def enter(actor: Actor, slug: str) -> tuple[Circle, Actor]:
    """The circle and the actor placed in it; NotFound for what the actor may not see. One query."""
    if not SLUG.fullmatch(slug):
        raise NotFound
    return _enter(actor, "slug", slug)


def enter_by_id(actor: Actor, circle_id: int) -> tuple[Circle, Actor]:
    """The same, by id."""
    return _enter(actor, "id", circle_id)


def circle_to_leave(actor: Actor, slug: str) -> Circle:
    """Where somebody is or waits to come in: that also when it turned private since they asked."""
    waiting: Circle | None = session().scalar(
        select(Circle)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Circle.slug == slug, Circle.deleted_at.is_(None))
        .where(Membership.user_id == (actor.user_id or 0), Membership.state == "pending")
    )
    return enter(actor, slug)[0] if waiting is None else waiting


def enter_locked(actor: Actor, circle_id: int) -> tuple[Circle, Actor]:
    """The same, read fresh and kept until commit: for verbs that change circle or membership."""
    lock_circle(circle_id)
    return _enter(actor, "id", circle_id)


def lock_circle(circle_id: int) -> Circle:
    """The bare row, read fresh and kept until commit, for verbs that know who may be here."""
    found: Circle | None = session().scalar(
        lock_row(select(Circle).where(Circle.id == circle_id))
    )
    if found is None:
        raise NotFound
    return found


def placed(actor: Actor, circle: Circle, member: Membership | None) -> Actor:
    """The actor with what a membership makes them at this moment."""
    if member is None:
        return replace(actor, circle_id=circle.id, **_OUTSIDE)
    return _inside(actor, circle, member)


def public_version(slug: str) -> Hashable | None:
    """(id, version, visibility) of a circle guests may see, else None. One narrow query."""
    if not SLUG.fullmatch(slug):
        return None
    row = session().execute(_versions(), {"slug": slug}).first()
    return tuple(row) if row else None


def media_circle(actor: Actor, uid: str, invite_code: str | None) -> Circle:
    """The circle a logo or cover belongs to; a private one's also for who holds a valid invite."""
    if invite_code:
        invited = session().execute(
            select(Invite, Circle)
            .join(Circle, Circle.id == Invite.circle_id)
            .where(Invite.code == invite_code, Circle.uid == uid, Circle.deleted_at.is_(None))
        ).first()
        if invited is not None and invited.Invite.is_valid:
            found: Circle = invited.Circle
            return found
    return _enter(actor, "uid", uid)[0]


def my_circles(actor: Actor) -> Sequence[MyCircle]:
    """The circles the actor belongs to, liveliest first."""
    if actor.user_id is None:
        return ()
    rows = session().execute(_belonging(), {"user": actor.user_id})
    return tuple(
        MyCircle(
            row.id, row.slug, row.name, row.hue, picture_url(row.logo), row.role,
            row.last_active_at,
        )
        for row in rows
        if state_at(row.state, row.muted_until, row.expires_at) != "expired"
    )  # fmt: skip


def my_requests(actor: Actor) -> Sequence[MyRequest]:
    """Where the actor asked to come in and waits, the latest first."""
    if actor.user_id is None:
        return ()
    rows = session().execute(
        select(Circle.slug, Circle.name, Circle.visibility)
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Membership.user_id == actor.user_id, Membership.state == "pending")
        .where(Circle.deleted_at.is_(None))
        .order_by(Membership.created_at.desc(), Membership.id.desc())
    )
    return [
        MyRequest(row.slug, None if row.visibility == "private" else row.name) for row in rows
    ]


def place_in(actor: Actor, circles: Sequence[Circle]) -> Sequence[tuple[Circle, Actor]]:
    """Each circle of a list with the actor placed in it; one query for all."""
    mine: dict[int, Membership] = {}
    if actor.user_id is not None and circles:
        found = session().scalars(
            select(Membership).where(
                Membership.user_id == actor.user_id,
                Membership.circle_id.in_([circle.id for circle in circles]),
            )
        )
        mine = {member.circle_id: member for member in found}
    return [(circle, placed(actor, circle, mine.get(circle.id))) for circle in circles]


def list_mine(actor: Actor) -> Sequence[Circle]:
    """The circles the actor belongs to, whole, liveliest first."""
    ids = [found.id for found in my_circles(actor)]
    rows = session().scalars(select(Circle).where(Circle.id.in_(ids))).all()
    return sorted(rows, key=lambda circle: ids.index(circle.id))


def discover_page(
    actor: Actor, *, cursor: str | None = None, limit: int = PAGE, search: str = ""
) -> Page[Circle]:
    """Circles everybody may know of, liveliest first; `search` begins their name."""
    statement = _listed()
    if search:
        statement = statement.where(Circle.name.istartswith(search[:40], autoescape=True))
    ordered = after(statement, (Circle.last_active_at, Circle.id), cursor).limit(limit + 1)
    rows = session().scalars(ordered).all()
    return cut(rows, limit, lambda circle: (circle.last_active_at, circle.id))


def get_rules(circle: Circle, version: int) -> str:
    """The rules as they stood under a version."""
    text = session().scalar(
        select(RulesVersion.text).where(
            RulesVersion.circle_id == circle.id, RulesVersion.version == version
        )
    )
    if text is None:
        raise NotFound
    return text


def undoable_handover(actor: Actor, slug: str) -> tuple[Circle, Handover]:
    """The handover the actor made of this circle and may still take back, whatever they are now."""
    row = (
        session()
        .execute(
            lock_row(
                select(Circle, Handover)
                .join(Handover, Handover.circle_id == Circle.id)
                .where(Circle.slug == slug, Handover.from_user_id == (actor.user_id or 0))
                .where(Handover.undone_at.is_(None), Handover.created_at > _handover_horizon())
                .order_by(Handover.id.desc())
                .limit(1)
            )
        )
        .first()
    )
    if row is None:
        raise NotFound
    return row[0], row[1]


def handover_told(actor: Actor, circle: Circle) -> Handover | None:
    """The handover members are told of for 24 hours; no query when there was none."""
    if circle.handed_over_at is None or circle.handed_over_at <= _handover_horizon():
        return None
    if not actor.is_member:
        return None
    return session().scalar(
        select(Handover)
        .where(Handover.circle_id == circle.id, Handover.undone_at.is_(None))
        .order_by(Handover.id.desc())
        .limit(1)
    )


def shows_file(circle_id: int, key: str) -> bool:
    """Whether a circle's logo or cover is the file under this key."""
    mine = select(Circle.id).where(Circle.id == circle_id)
    found = session().scalar(mine.where((Circle.logo == key) | (Circle.cover == key)))
    return found is not None


def list_purgeable() -> Sequence[int]:
    """Ids of circles deleted so long ago that nobody can have them back."""
    horizon = clock.now() - policy.UNDELETE
    return session().scalars(select(Circle.id).where(Circle.deleted_at <= horizon)).all()


def _enter(actor: Actor, name: str, value: int | str) -> tuple[Circle, Actor]:
    asked = {"value": value, "user": actor.user_id or NOBODY}
    row = session().execute(_entering(name), asked).first()
    if row is None:
        raise NotFound
    here = _inside(actor, row.Circle, row) if row.id else placed(actor, row.Circle, None)
    if not policy.can_see_circle(here, row.Circle):
        raise NotFound
    return row.Circle, here


@cache
def _entering(name: str) -> Executable:
    """A circle by a unique column, with the standing of a user in it; built once, it runs often."""
    mine = and_(Membership.circle_id == Circle.id, Membership.user_id == bindparam("user"))
    return (
        select(Circle, *_STANDING)
        .join(Membership, mine, isouter=True)
        .where(getattr(Circle, name) == bindparam("value"))
    )


@cache
def _belonging() -> Executable:
    return (
        select(
            Circle.id, Circle.slug, Circle.name, Circle.hue, Circle.logo, Circle.last_active_at,
            Membership.role, Membership.state, Membership.muted_until, Membership.expires_at,
        )
        .join(Membership, Membership.circle_id == Circle.id)
        .where(Membership.user_id == bindparam("user"))
        .where(Membership.state.in_(("active", "muted")))
        .where((Circle.deleted_at.is_(None)) | (Membership.role == "owner"))
        .order_by(Circle.last_active_at.desc(), Circle.id.desc())
        .limit(MAX_MINE)
    )  # fmt: skip


@cache
def _versions() -> Executable:
    return select(Circle.id, Circle.version, Circle.visibility).where(
        Circle.slug == bindparam("slug"), Circle.deleted_at.is_(None),
        Circle.visibility != "private",
    )  # fmt: skip


def _inside(actor: Actor, circle: Circle, standing: Any) -> Actor:
    """`standing` is a membership, or a row with its columns."""
    state = state_at(standing.state, standing.muted_until, standing.expires_at)
    outside = replace(actor, circle_id=circle.id, **_OUTSIDE)
    if state not in ("active", "muted"):
        return replace(outside, membership_id=standing.id, state=state)
    return replace(
        outside, membership_id=standing.id, role=standing.role, state=state, level=standing.level,
        points=standing.points, has_news=_has_news(standing),
        muted_until=standing.muted_until if state == "muted" else None,
        sealed_muted_until=_still(standing.sealed_muted_until),
        powers=policy.POWERS[policy.Role(standing.role)],
        privileges=policy.privileges_of(
            standing.role, standing.level, policy.levels_of(circle)
        ),
    )  # fmt: skip


def _still(until: datetime | None) -> datetime | None:
    """A time to come; one that passed is none."""
    return until if until is not None and until > clock.now() else None


def _has_news(standing: Any) -> bool:
    """A level restricts and opens to members alone, so only they are congratulated on one."""
    risen = standing.role == policy.Role.MEMBER and standing.level > standing.level_told
    return bool(risen or standing.badges_untold)


def _listed() -> Select[Any]:
    return select(Circle).where(
        Circle.visibility.in_(("public", "preview")),
        Circle.deleted_at.is_(None),
        Circle.archived_at.is_(None),
    )


def _handover_horizon() -> datetime:
    return clock.now() - policy.UNDO_HANDOVER
