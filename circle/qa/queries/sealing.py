"""Mutes through what was written without a name: what staff read of them, and who is muted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from circle.accounts.models import User
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import policy as content_policy
from circle.content.models import Entry
from circle.content.queries.entries import Found
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.qa import policy
from circle.qa.models import SealedMute

MAX_OWN = 50


@dataclass(frozen=True, slots=True)
class SealedAct:
    """One thing staff did: who, when, through what, until when; never to whom."""

    id: int
    entry_id: int
    text: str  # empty when its author took it away
    until: datetime | None  # None: they may write again
    reason: str
    by: str
    by_name: str
    at: datetime

    @property
    def stands(self) -> bool:
        """As far as the circle reads: whoever wrote it may not write yet."""
        return self.until is not None and self.until > clock.now()


@dataclass(frozen=True, slots=True)
class OwnMute:
    """A mute as the one who is muted reads it."""

    entry_id: int
    text: str
    until: datetime
    reason: str
    at: datetime


def get_sealable(actor: Actor, entry_id: int) -> Found:
    """What was written without a name, for who mutes through it; NotFound for what is signed."""
    found = get_for_muting(actor, entry_id)
    if not found[0].anonymous:
        raise NotFound
    return found


def get_for_muting(actor: Actor, entry_id: int) -> Found:
    """Anything written, for who mutes: also what is out of sight, or gone after its author was
    muted through it."""
    entry = session().get(Entry, entry_id)
    if entry is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, entry.circle_id)
    seen = bool(content_policy.can_see(here, entry, circle))
    if not seen and here.can(Power.MUTE):
        out_of_sight = entry.status in content_policy.STAFF_SEES or entry.hidden_by_act is not None
        seen = out_of_sight or last_act(entry_id) is not None
    if not seen:
        raise NotFound
    require(here, policy.can_mute_unnamed(here))
    return entry, circle, here


def last_act(entry_id: int) -> SealedAct | None:
    """What staff did last through an entry."""
    newest = _acts().where(SealedMute.entry_id == entry_id).order_by(SealedMute.id.desc())
    row = session().execute(newest.limit(1)).first()
    return _act(row) if row is not None else None


def acts_page(
    actor: Actor, slug: str, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Page[SealedAct]]:
    """What the staff of a circle did through what has no name, newest first; for who mutes."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_mute_unnamed(here))
    statement = _acts().where(SealedMute.circle_id == circle.id)
    rows = session().execute(
        after(statement, (SealedMute.id, SealedMute.id), cursor).limit(limit + 1)
    ).all()  # fmt: skip
    page = cut(rows, limit, lambda row: (row.id, row.id))
    return circle, page.map(lambda kept: [_act(row) for row in kept])


def own_mutes(actor: Actor, slug: str) -> tuple[Circle, Actor, Sequence[OwnMute]]:
    """Why the actor may not write in a circle at the moment, as the staff put it; theirs alone."""
    circle, here = circles.enter(actor, slug)
    require(here, circles_policy.can_follow(here, circle))
    rows = session().execute(
        select(
            SealedMute.entry_id, SealedMute.until, SealedMute.reason, SealedMute.at,
            Entry.title, Entry.excerpt, Entry.status,
        )
        .join(Entry, Entry.id == SealedMute.entry_id)
        .where(SealedMute.user_id == here.user_id, SealedMute.circle_id == circle.id)
        .where(SealedMute.effective, SealedMute.until > clock.now())
        .order_by(SealedMute.until.desc(), SealedMute.id.desc())
        .limit(MAX_OWN)
    )
    return circle, here, [
        OwnMute(
            row.entry_id, _text(row.title, row.excerpt, row.status), row.until, row.reason, row.at
        )
        for row in rows
    ]  # fmt: skip


def held_until(circle_id: int, user_id: int) -> datetime | None:
    """Until when the mutes that stand keep somebody from writing: the longest of them."""
    until: datetime | None = session().scalar(
        select(func.max(SealedMute.until)).where(
            SealedMute.user_id == user_id, SealedMute.circle_id == circle_id, SealedMute.effective
        )
    )
    return until


def read_until(root_id: int) -> datetime | None:
    """Until when the circle reads that who wrote a thread without a name is muted through it."""
    newest = (
        select(func.max(SealedMute.id))
        .join(Entry, Entry.id == SealedMute.entry_id)
        .where(or_(Entry.id == root_id, Entry.root_id == root_id))
        .group_by(SealedMute.entry_id)
    )
    until: datetime | None = session().scalar(
        select(func.max(SealedMute.until)).where(SealedMute.id.in_(newest))
    )
    return until


def own_sealed_mutes(user_id: int) -> Iterator[dict[str, Any]]:
    """Every mute somebody had through what they wrote without a name; never who gave it."""
    rows = session().execute(
        select(SealedMute, Circle.slug)
        .join(Circle, Circle.id == SealedMute.circle_id)
        .where(SealedMute.user_id == user_id, SealedMute.until.is_not(None))
        .order_by(SealedMute.id)
    )
    for mute, slug in rows:
        yield {
            "circle": slug, "entry": mute.entry_id, "at": mute.at, "until": mute.until,
            "reason": mute.reason,
            "in_force": mute.effective and mute.until is not None and mute.until > clock.now(),
        }  # fmt: skip


def _acts() -> Select[Any]:
    statement: Any = (
        select(
            SealedMute.id, SealedMute.entry_id, SealedMute.until, SealedMute.reason,
            SealedMute.at, Entry.title, Entry.excerpt, Entry.status, User.name.label("by_name"),
            User.display_name.label("by"),
        )
        .join(Entry, Entry.id == SealedMute.entry_id)
        .join(User, User.id == SealedMute.by_id)
    )  # fmt: skip
    found: Select[Any] = statement
    return found


def _act(row: Any) -> SealedAct:
    return SealedAct(
        id=row.id, entry_id=row.entry_id, text=_text(row.title, row.excerpt, row.status),
        until=row.until, reason=row.reason, by=row.by or row.by_name, by_name=row.by_name,
        at=row.at,
    )  # fmt: skip


def _text(title: str, excerpt: str, status: str) -> str:
    """What is gone keeps its words to itself."""
    return "" if status == "removed" else title or excerpt
