"""Reads of what people chose: by kind, by circle, by hour."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from circle.accounts.models import User
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.policy import require
from circle.notifications.kinds import KINDS
from circle.notifications.models import Mute, NoticeChoice, NoticeSettings
from circle.notifications.models.choices import (
    DAILY_BUDGET,
    EVERYWHERE,
    QUIET_FROM,
    QUIET_UNTIL,
    WEEKLY_BUDGET,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One kind as somebody hears of it; `is_own`: chosen here, not taken from elsewhere."""

    kind: str
    inbox: bool
    email: str
    is_fixed: bool
    is_own: bool

    @property
    def way(self) -> str:
        """The same in one word."""
        if not self.inbox:
            return "none"
        return "inbox" if self.email == "off" else self.email


@dataclass(frozen=True, slots=True)
class CircleChoices:
    """One of somebody's circles: how many kinds they hear of otherwise there, and if at all."""

    id: int
    slug: str
    name: str
    otherwise: int
    is_muted: bool


@dataclass(frozen=True, slots=True)
class MailStanding:
    """Whether letters reach somebody: their address, and why it gets none."""

    address: str | None
    is_confirmed: bool
    stopped_at: datetime | None
    stopped_why: str | None

    @property
    def is_open(self) -> bool:
        """Letters are sent there."""
        return self.is_confirmed and self.stopped_at is None


def enter_own(actor: Actor, slug: str) -> tuple[Circle, Actor]:
    """A circle the actor is in: one chooses only what one is told."""
    circle, here = circles.enter(actor, slug)
    require(here, circles_policy.can_follow(here, circle))
    return circle, here


def choices_of(user_id: int, circle_id: int = EVERYWHERE) -> list[Chosen]:
    """Every kind as somebody hears of it in a circle, or everywhere; what is usual included."""
    rows = session().scalars(
        select(NoticeChoice).where(
            NoticeChoice.user_id == user_id,
            NoticeChoice.circle_id.in_({circle_id, EVERYWHERE}),
        )
    )
    known = {(row.circle_id, row.kind): row for row in rows}
    return [
        _chosen(kind, known.get((circle_id, kind)), known.get((EVERYWHERE, kind)))
        for kind in KINDS
    ]


def choice_of(user_id: int, kind: str, circle_id: int = EVERYWHERE) -> Chosen:
    """One kind of them."""
    return next(one for one in choices_of(user_id, circle_id) if one.kind == kind)


def _chosen(kind: str, here: NoticeChoice | None, everywhere: NoticeChoice | None) -> Chosen:
    row, usual = here or everywhere, KINDS[kind]
    inbox = usual.is_fixed or row is None or row.inbox
    return Chosen(
        kind, inbox, row.email if row else usual.email, usual.is_fixed, here is not None
    )


def circles_chosen(actor: Actor) -> Sequence[CircleChoices]:
    """The actor's circles, and where they hear of things otherwise: three statements."""
    otherwise = Counter(session().scalars(
        select(NoticeChoice.circle_id).where(NoticeChoice.user_id == actor.user_id)
    ))  # fmt: skip
    muted = set(session().scalars(
        select(Mute.target_id).where(
            Mute.user_id == actor.user_id, Mute.kind == "circle", lasts()
        )
    ))  # fmt: skip
    return [
        CircleChoices(one.id, one.slug, one.name, otherwise[one.id], one.id in muted)
        for one in circles.my_circles(actor)
    ]


def lasts() -> ColumnElement[bool]:
    """The mutes that hold now."""
    return or_(Mute.until.is_(None), Mute.until > clock.now())


def settings_of(user_id: int, *, lock: bool = False) -> NoticeSettings:
    """What somebody chose for all kinds; a row that is not kept yet stands for what is usual."""
    statement = select(NoticeSettings).where(NoticeSettings.user_id == user_id)
    known = session().scalar(lock_row(statement) if lock else statement)
    return known or usual_settings(user_id)


def usual_settings(user_id: int) -> NoticeSettings:
    """What holds for who chose nothing."""
    return NoticeSettings(
        user_id=user_id, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, digest="weekly",
        reach_per_day=DAILY_BUDGET, reach_per_week=WEEKLY_BUDGET, mail_turned_days=0,
        mail_turned_later=False,
    )  # fmt: skip


def mail_standing(user: User, chosen: NoticeSettings) -> MailStanding:
    """Whether letters reach somebody; an address confirmed again since is a new beginning."""
    came_back = chosen.mail_stopped_at
    if came_back and user.email_confirmed_at and user.email_confirmed_at > came_back:
        came_back = None
    return MailStanding(
        user.email, user.is_email_confirmed, came_back,
        chosen.mail_stopped_why if came_back else None,
    )  # fmt: skip


def quiet_ends(chosen: NoticeSettings, at: datetime) -> timedelta:
    """How long somebody's quiet hours still last at a moment; nothing outside of them."""
    begins, ends, now = chosen.quiet_from, chosen.quiet_until, clock.local(at)
    if begins == ends or not _within(now.hour, begins, ends):
        return timedelta(0)
    end = now.replace(hour=ends, minute=0, second=0, microsecond=0)
    return (end if end > now else end + timedelta(days=1)) - now


def _within(hour: int, begins: int, ends: int) -> bool:
    if begins < ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
