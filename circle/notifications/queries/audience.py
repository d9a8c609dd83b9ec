"""Who of some people wants to hear of something: what they chose, muted and blocked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from circle.accounts.models import Block, User
from circle.circles.models import Membership
from circle.core import clock
from circle.core.db import session
from circle.notifications.kinds import KINDS
from circle.notifications.models import Mute, NoticeChoice
from circle.notifications.models.choices import EVERYWHERE

OPEN_TO_ALL = ("moderation", "system")  # also those hear of them who are no members any more

_Here, _Everywhere = aliased(NoticeChoice), aliased(NoticeChoice)
_CIRCLE: BindParameter[int] = bindparam("circle")
_THREAD: BindParameter[int] = bindparam("thread")
_BY: BindParameter[int] = bindparam("by")
_NOW: BindParameter[datetime] = bindparam("now")


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that happened, for whoever is to hear of it; `by_id` never of the unnamed."""

    kind: str
    code: str
    cause: str
    circle_id: int | None = None
    entry_id: int | None = None
    thread_id: int | None = None
    by_id: int | None = None
    facts: dict[str, Any] | None = None
    at: datetime | None = None  # when it happened, if not just now


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who wants to hear of it, and whether by letter: now, digest or off."""

    user_id: int
    email: str


class Asking(NamedTuple):
    """What a telling asks of people: each shape of it is one statement, built once."""

    of_members: bool  # only those are told who are in its circle
    mutable: tuple[str, ...]  # what of it may be muted: circle, thread, person
    by_somebody: bool  # whom others may have blocked


def who_wants(user_ids: Collection[int], telling: Telling) -> list[Wish]:
    """Of these people, those who are told, by id: one statement."""
    rows = session().execute(_told(_asking(telling)), {
        "people": sorted(set(user_ids)), "kind": telling.kind, "by": telling.by_id,
        "circle": telling.circle_id or -1, "thread": telling.thread_id, "now": clock.now(),
    })  # fmt: skip
    kind = KINDS[telling.kind]
    wishes = []
    for row in rows:
        chosen = row.here if row.here is not None else row.everywhere
        email = row.here_email or row.everywhere_email or kind.email
        if kind.is_fixed or chosen is not False:
            wishes.append(Wish(row.id, email))
    return wishes


def _asking(telling: Telling) -> Asking:
    """What happens in a circle is told to those who are in it."""
    given = {"circle": telling.circle_id, "thread": telling.thread_id, "person": telling.by_id}
    return Asking(
        of_members=telling.circle_id is not None and telling.kind not in OPEN_TO_ALL,
        mutable=() if KINDS[telling.kind].is_fixed else
        tuple(name for name, target in given.items() if target is not None),
        by_somebody=telling.by_id is not None,
    )  # fmt: skip


@cache
def _told(asking: Asking) -> Any:
    people: BindParameter[int] = bindparam("people", expanding=True)
    return (
        select(
            User.id, _Here.inbox.label("here"), _Everywhere.inbox.label("everywhere"),
            _Here.email.label("here_email"), _Everywhere.email.label("everywhere_email"),
        )
        .outerjoin(_Here, _choice(_Here, _CIRCLE))
        .outerjoin(_Everywhere, _choice(_Everywhere, literal(EVERYWHERE)))
        .where(User.closed_at.is_(None), User.banned_at.is_(None), User.id.in_(people))
        .where(_belongs(asking), _not_muted(asking), _not_blocked(asking))
        .order_by(User.id)
    )  # fmt: skip


def _choice(choice: Any, circle: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(
        choice.user_id == User.id, choice.kind == bindparam("kind"), choice.circle_id == circle
    )


def _belongs(asking: Asking) -> ColumnElement[bool]:
    if not asking.of_members:
        return true()
    inside = is_in(_NOW)
    return exists().where(Membership.circle_id == _CIRCLE, Membership.user_id == User.id, inside)


def is_in(now: Any = None) -> ColumnElement[bool]:
    """A membership that stands now, muted or not."""
    ends = Membership.expires_at
    return and_(
        Membership.state.in_(("active", "muted")),
        or_(ends.is_(None), ends > (clock.now() if now is None else now)),
    )


def _not_muted(asking: Asking) -> ColumnElement[bool]:
    targets = {"circle": _CIRCLE, "thread": _THREAD, "person": _BY}
    muted = [and_(Mute.kind == kind, Mute.target_id == targets[kind]) for kind in asking.mutable]
    if not muted:
        return true()
    lasts = or_(Mute.until.is_(None), Mute.until > _NOW)
    return ~exists().where(Mute.user_id == User.id, or_(*muted), lasts)


def _not_blocked(asking: Asking) -> ColumnElement[bool]:
    if not asking.by_somebody:
        return true()
    return ~exists().where(Block.user_id == User.id, Block.blocked_id == _BY)
