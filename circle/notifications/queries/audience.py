"""Who of some people wants to hear of something: what they chose, muted and blocked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
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


def who_wants(user_ids: Collection[int], telling: Telling) -> list[Wish]:
    """Of these people, those who are told, by id: one statement."""
    rows = session().execute(_asking(telling).where(User.id.in_(sorted(set(user_ids)))))
    kind = KINDS[telling.kind]
    wishes = []
    for row in rows:
        chosen = row.here if row.here is not None else row.everywhere
        email = row.here_email or row.everywhere_email or kind.email
        if kind.is_fixed or chosen is not False:
            wishes.append(Wish(row.id, email))
    return wishes


def _asking(telling: Telling) -> Any:
    return (
        select(
            User.id, _Here.inbox.label("here"), _Everywhere.inbox.label("everywhere"),
            _Here.email.label("here_email"), _Everywhere.email.label("everywhere_email"),
        )
        .outerjoin(_Here, _choice(_Here, telling.kind, telling.circle_id or -1))
        .outerjoin(_Everywhere, _choice(_Everywhere, telling.kind, EVERYWHERE))
        .where(User.closed_at.is_(None), User.banned_at.is_(None))
        .where(_belongs(telling), _not_muted(telling), _not_blocked(telling))
        .order_by(User.id)
    )  # fmt: skip


def _choice(choice: Any, kind: str, circle_id: int) -> ColumnElement[bool]:
    return and_(
        choice.user_id == User.id, choice.kind == kind, choice.circle_id == circle_id
    )


def _belongs(telling: Telling) -> ColumnElement[bool]:
    """What happens in a circle is told to those who are in it."""
    if telling.circle_id is None or telling.kind in OPEN_TO_ALL:
        return true()
    return exists().where(
        Membership.circle_id == telling.circle_id, Membership.user_id == User.id, is_in()
    )


def is_in() -> ColumnElement[bool]:
    """A membership that stands now, muted or not."""
    return and_(
        Membership.state.in_(("active", "muted")),
        or_(Membership.expires_at.is_(None), Membership.expires_at > clock.now()),
    )


def _not_muted(telling: Telling) -> ColumnElement[bool]:
    if KINDS[telling.kind].is_fixed:
        return true()
    muted = [
        and_(Mute.kind == kind, Mute.target_id == target)
        for kind, target in (
            ("circle", telling.circle_id), ("thread", telling.thread_id),
            ("person", telling.by_id),
        )
        if target is not None
    ]  # fmt: skip
    if not muted:
        return true()
    lasts = or_(Mute.until.is_(None), Mute.until > clock.now())
    return ~exists().where(Mute.user_id == User.id, or_(*muted), lasts)


def _not_blocked(telling: Telling) -> ColumnElement[bool]:
    if telling.by_id is None:
        return true()
    return ~exists().where(Block.user_id == User.id, Block.blocked_id == telling.by_id)
