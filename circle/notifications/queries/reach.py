"""Reads of what circles send: to whom, what came of it, and how much reached somebody lately."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from circle.accounts.models import User
from circle.circles import queries as circles
from circle.circles.models import Circle, LabelGiven, MemberLabel, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.notifications import policy
from circle.notifications.models import Broadcast, NoticeSettings, Reach
from circle.notifications.models.reach import FEWEST, MOST_A_DAY, MOST_A_WEEK
from circle.notifications.queries.audience import Telling, is_in, who_wants
from circle.notifications.queries.choices import quiet_ends, usual_settings
from circle.notifications.schemas.reach import Forecast, Outcome, Results

DAY, WEEK = timedelta(days=1), timedelta(days=7)
COUNTED_FOR = timedelta(days=30)  # somebody opens it, mutes or leaves; later hardly anybody does
COUNTED_EVERY = timedelta(minutes=10)
FORECAST_OF = 2000  # members a forecast looks at; of more it says so many of so many


def telling_of(broadcast: Broadcast, variant: str = "a") -> Telling:
    """What is told of a message; its words stand once it went out, so its title may be kept."""
    facts = {"broadcast": broadcast.id, "title": broadcast.words(variant)[0]}
    return Telling(
        "reach", "broadcast", f"broadcast:{broadcast.id}", broadcast.circle_id, facts=facts
    )


def enter_to_reach(actor: Actor, slug: str) -> tuple[Circle, Actor]:
    """A circle and the actor in it, who may see what it sends."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_see_reach(here))
    return circle, here


def broadcasts_page(
    actor: Actor, slug: str, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Actor, Page[Broadcast]]:
    """What a circle sent or means to send, newest first."""
    circle, here = enter_to_reach(actor, slug)
    statement = select(Broadcast).where(Broadcast.circle_id == circle.id)
    ordered = after(statement, (Broadcast.id, Broadcast.id), cursor)
    rows = session().scalars(ordered.limit(limit + 1)).all()
    return circle, here, cut(rows, limit, lambda one: (one.id, one.id))


def get_broadcast(
    actor: Actor, broadcast_id: int, *, lock: bool = False
) -> tuple[Broadcast, Circle, Actor]:
    """One message for the staff of its circle; NotFound for everybody else."""
    statement = select(Broadcast).where(Broadcast.id == broadcast_id)
    found = session().scalars(lock_row(statement) if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, found.circle_id)
    if not policy.can_see_reach(here):
        raise NotFound
    return found, circle, here


def find_broadcast(broadcast_id: int, *, lock: bool = False) -> Broadcast | None:
    """A message for the jobs that carry it."""
    statement = select(Broadcast).where(Broadcast.id == broadcast_id)
    return session().scalars(lock_row(statement) if lock else statement).one_or_none()


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the one it came to reads it."""

    broadcast: Broadcast
    circle: Circle
    title: str
    body: str
    at: datetime


def get_received(actor: Actor, broadcast_id: int) -> Received:
    """A message that came to the actor; NotFound for who did not get it, or once it is stopped."""
    row = session().execute(
        select(Broadcast, Reach, Circle)
        .join(Reach, Reach.broadcast_id == Broadcast.id)
        .join(Circle, Circle.id == Broadcast.circle_id)
        .where(Broadcast.id == broadcast_id, Reach.user_id == actor.user_id)
        .where(Reach.state == "delivered", Broadcast.state != "stopped")
        .where(Circle.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    broadcast, reach, circle = row
    circles.enter_by_id(actor, circle.id)
    title, body = broadcast.words(reach.variant)
    return Received(broadcast, circle, title, body, reach.at)


def _meant(circle_id: int, audience: Mapping[str, Any]) -> ColumnElement[bool]:
    """The members of an audience: each part that is chosen narrows it; of a part any fits."""
    clauses = [Membership.circle_id == circle_id, is_in()]
    if audience.get("roles"):
        clauses.append(Membership.role.in_(audience["roles"]))
    if audience.get("levels"):
        clauses.append(Membership.level.in_(audience["levels"]))
    if audience.get("labels"):
        carries = (
            select(LabelGiven.member_id)
            .join(MemberLabel, MemberLabel.id == LabelGiven.label_id)
            .where(LabelGiven.label_id.in_(audience["labels"]), MemberLabel.removed_at.is_(None))
            .where(MemberLabel.circle_id == circle_id, circles.is_carried())
        )
        clauses.append(Membership.id.in_(carries))
    return and_(*clauses)


def members_meant(broadcast: Broadcast, limit: int) -> Sequence[Row[Any]]:
    """The next members a message is meant for, by membership: id, user_id."""
    return session().execute(
        _members(broadcast)
        .where(Membership.id > broadcast.at)
        .limit(limit)
    ).all()


def _members(broadcast: Broadcast) -> Select[Any]:
    columns: tuple[Any, ...] = (Membership.id, Membership.user_id)
    members: Select[Any] = (
        select(*columns)
        .where(_meant(broadcast.circle_id, broadcast.audience))
        .where(Membership.user_id != broadcast.by_id)  # who writes it knows
        .order_by(Membership.id)
    )
    return members


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a message comes to somebody now: not at all and why, or when."""

    user_id: int
    why: str | None = None
    due_at: datetime | None = None


def chances(broadcast: Broadcast, user_ids: Collection[int]) -> list[Chance]:
    """What becomes of a message for each of these: whether they are in, wishes, caps, hours."""
    ids = sorted(user_ids)
    wants = {wish.user_id for wish in who_wants(ids, telling_of(broadcast))}
    standing, limits = _standing(broadcast.circle_id, ids), _limits(ids)
    lately, now = _lately(ids), clock.now()
    found = []
    for user_id in ids:
        mine = limits.get(user_id) or usual_settings(user_id)
        why = _unwilling(standing.get(user_id), wants=user_id in wants)
        why = why or _full(mine, lately.get(user_id, (0, 0)), broadcast.weight)
        rest = timedelta(0) if why else quiet_ends(mine, now)
        found.append(Chance(user_id, why, now + rest if rest else None))
    return found


def _unwilling(quiet: bool | None, *, wants: bool) -> str | None:
    """Why somebody hears of no message here, or None; `quiet` is None for who is not in it."""
    if quiet is None:
        return "gone"
    if not wants:
        return "muted"
    return "quiet_mode" if quiet else None


def _standing(circle_id: int, user_ids: Sequence[int]) -> dict[int, bool]:
    """Who of these is in the circle, and whether they want it quiet there."""
    rows = session().execute(
        select(Membership.user_id, Membership.quiet)
        .join(User, User.id == Membership.user_id)
        .where(Membership.circle_id == circle_id, Membership.user_id.in_(user_ids), is_in())
        .where(User.closed_at.is_(None), User.banned_at.is_(None))
    )
    return {row.user_id: row.quiet for row in rows}


def _full(mine: NoticeSettings, lately: tuple[int, int], weight: int) -> str | None:
    """Which limit of somebody's a message would pass, or None."""
    day, week = lately
    if day + weight > min(mine.reach_per_day, MOST_A_DAY):
        return "day"
    return "week" if week + weight > min(mine.reach_per_week, MOST_A_WEEK) else None


def _limits(user_ids: Sequence[int]) -> dict[int, NoticeSettings]:
    rows = session().scalars(select(NoticeSettings).where(NoticeSettings.user_id.in_(user_ids)))
    return {row.user_id: row for row in rows}


def _lately(user_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How much came, or will in the morning, to each of these in a day and in a week, over all
    circles."""
    now = clock.now()
    in_day = func.sum(case((Reach.at > now - DAY, Reach.weight), else_=0))
    rows = session().execute(
        select(Reach.user_id, in_day, func.sum(Reach.weight))
        .where(Reach.user_id.in_(user_ids), Reach.state.in_(("delivered", "queued")))
        .where(or_(Reach.at > now - WEEK, Reach.state == "queued"))
        .group_by(Reach.user_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def forecast(here: Actor, broadcast: Broadcast) -> Forecast:
    """Whom a message would come to now: counted over the first FORECAST_OF members.

    Of fewer than FEWEST people it is not told why it would not come.
    """
    require(here, policy.can_see_reach(here))
    meant = select(func.count()).select_from(
        _members(broadcast).subquery()
    )
    first = session().execute(
        _members(broadcast).limit(FORECAST_OF)
    ).all()
    held: dict[str, int] = {}
    later = 0
    told = [row.user_id for row in first] if len(first) >= FEWEST else []  # else it says who
    for chance in chances(broadcast, told):
        if chance.why:
            held[chance.why] = held.get(chance.why, 0) + 1
        later += chance.due_at is not None
    return Forecast(session().scalar(meant) or 0, held, later, clock.now())


def results(here: Actor, broadcast: Broadcast) -> Results:
    """What came of a message; of fewer than FEWEST people it is not told what they did."""
    require(here, policy.can_see_reach(here))
    rows = session().execute(
        select(Reach.state, Reach.why, func.count().label("people"))
        .where(Reach.broadcast_id == broadcast.id)
        .group_by(Reach.state, Reach.why)
    ).all()
    meant = sum(row.people for row in rows)
    held: dict[str, int] = {}
    waiting = 0
    if meant >= FEWEST:  # why it did not come to one of fewer is theirs alone
        held = {str(row.why): row.people for row in rows if row.state == "held"}
        waiting = sum(row.people for row in rows if row.state == "queued")
    return Results(meant, waiting, held, outcomes_of(broadcast.id))


def outcomes_of(broadcast_id: int) -> tuple[Outcome, ...]:
    """What those did whom a message came to, by wording; of fewer than FEWEST it is not told."""
    rows = session().execute(
        select(
            Reach.variant, func.count(), func.count(Reach.opened_at),
            func.count(Reach.muted_at), func.count(Reach.left_at),
        )
        .where(Reach.broadcast_id == broadcast_id, Reach.state == "delivered")
        .group_by(Reach.variant)
        .order_by(Reach.variant)
    ).all()  # fmt: skip
    return tuple(
        Outcome(variant, people, *(did if people >= FEWEST else (None, None, None)))
        for variant, people, *did in rows
    )


def broadcasts_sending(limit: int) -> Sequence[int]:
    """Messages that are on their way."""
    return session().scalars(
        select(Broadcast.id).where(Broadcast.state == "sending").order_by(Broadcast.id).limit(limit)
    ).all()


def uncounted_broadcast() -> Broadcast | None:
    """Of the messages whose numbers still change, the one counted longest ago, locked."""
    now = clock.now()
    changing = (Broadcast.begun_at.is_not(None), Broadcast.begun_at > now - COUNTED_FOR)
    due = or_(Broadcast.counted_at.is_(None), Broadcast.counted_at <= now - COUNTED_EVERY)
    statement = select(Broadcast).where(*changing, due).order_by(Broadcast.counted_at, Broadcast.id)
    return session().scalars(lock_row(statement.limit(1))).one_or_none()


def due_broadcasts(limit: int) -> Sequence[int]:
    """Messages whose hour has come."""
    return session().scalars(
        select(Broadcast.id)
        .where(Broadcast.state == "scheduled", Broadcast.send_at <= clock.now())
        .order_by(Broadcast.send_at)
        .limit(limit)
    ).all()


def due_reaches(limit: int) -> Sequence[Reach]:
    """What waited for the morning, and it is; the earliest message first, locked."""
    due = select(Reach).where(Reach.state == "queued", Reach.due_at <= clock.now())
    ordered = due.order_by(Reach.broadcast_id, Reach.user_id).limit(limit)
    return session().scalars(lock_row(ordered)).all()


def own_reaches(user_id: int) -> Iterator[dict[str, Any]]:
    """What circles sent to a person, or did not and why: for their own data."""
    rows = session().execute(
        select(Reach, Broadcast)
        .join(Broadcast, Broadcast.id == Reach.broadcast_id)
        .where(Reach.user_id == user_id)
        .order_by(Reach.at, Reach.broadcast_id)
    )
    for reach, broadcast in rows:
        yield {
            "circle_id": reach.circle_id, "point": broadcast.point,
            "title": broadcast.words(reach.variant)[0], "state": reach.state, "why": reach.why,
            "at": reach.at, "opened_at": reach.opened_at, "muted_at": reach.muted_at,
        }  # fmt: skip
