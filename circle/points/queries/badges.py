"""Badges: what there is, what somebody earned, how far they are, and who got one lately."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, literal, select, union_all

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.circles.queries import Face
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.policy import require
from circle.points import policy
from circle.points.badges import BADGES, Badge
from circle.points.models import MemberBadge, MemberTally
from circle.points.queries.boards import is_present

LATELY = 3  # faces beside a badge
MEMBERS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A badge as one reader sees it: `count` is how often they did it, at most what it takes."""

    badge: Badge
    earned_at: datetime | None
    count: int
    lately: Sequence[Face]


@dataclass(frozen=True, slots=True)
class Earned:
    """A badge somebody earned in a circle."""

    badge: Badge
    circle_id: int
    earned_at: datetime


@dataclass(frozen=True, slots=True)
class WrongBadges:
    """A membership that says other badges, or news of them, than the rows it repeats."""

    member_id: int
    stored: Sequence[str]
    actual: Sequence[str]  # first earned first
    untold: int


def list_badges(here: Actor, circle: Circle, *, in_wechat: bool = False) -> Sequence[BadgeView]:
    """Every badge with the reader's own lit, and who got it lately.

    Inside WeChat what thanks for inviting is there for who has it alone: it is promised to nobody.
    """
    require(here, circle_policy.can_see_members(here, circle))
    mine = _earned_at(here, circle.id) if here.user_id and here.is_member else {}
    tallies = _tallies(here, circle.id) if here.user_id and here.is_member else {}
    holders = _lately(here, circle.id)
    faces = circles.faces(circle.id, [user for users in holders.values() for user in users])
    return [
        BadgeView(
            badge, mine.get(badge.key), min(tallies.get(badge.tally, 0), badge.times),
            [faces[user] for user in holders.get(badge.key, ()) if user in faces],
        )
        for badge in BADGES.values()
        if badge.key in mine or policy.is_promised(badge.tally, in_wechat=in_wechat)
    ]  # fmt: skip


def badges_of_person(user_id: int, circle_ids: Sequence[int]) -> Sequence[Earned]:
    """What somebody earned in these circles, each badge once where it came first, oldest first."""
    rows = session().execute(
        select(MemberBadge.badge, MemberBadge.circle_id, MemberBadge.earned_at)
        .where(MemberBadge.user_id == user_id, MemberBadge.circle_id.in_(circle_ids))
        .order_by(MemberBadge.earned_at, MemberBadge.badge)
    )
    first: dict[str, Earned] = {}
    for row in rows:
        if row.badge in BADGES:
            first.setdefault(row.badge, Earned(BADGES[row.badge], row.circle_id, row.earned_at))
    return list(first.values())


def wrong_badges() -> Iterator[WrongBadges]:
    """Every membership whose badges, or number of those not told of, are not what was earned."""
    last = 0
    while True:
        members = session().execute(
            select(
                Membership.id, Membership.circle_id, Membership.user_id, Membership.badges,
                Membership.badges_untold,
            )
            .where(Membership.id > last)
            .order_by(Membership.id)
            .limit(MEMBERS_AT_ONCE)
        ).all()  # fmt: skip
        if not members:
            return
        earned = _rows_between(last, members[-1].id)
        last = members[-1].id
        for one in members:
            rows = earned.get(one.id, ())
            actual, untold = [key for key, _ in rows], sum(told is None for _, told in rows)
            if sorted(one.badges) != sorted(actual) or one.badges_untold != untold:
                yield WrongBadges(one.id, one.badges, actual, untold)


def _rows_between(after: int, until: int) -> Mapping[int, Sequence[tuple[str, datetime | None]]]:
    """What the members of a stretch of memberships earned, first earned first, and when told."""
    rows = session().execute(
        select(Membership.id, MemberBadge.badge, MemberBadge.told_at)
        .join(
            MemberBadge,
            and_(
                MemberBadge.user_id == Membership.user_id,
                MemberBadge.circle_id == Membership.circle_id,
            ),
        )
        .where(Membership.id > after, Membership.id <= until)
        .order_by(MemberBadge.earned_at, MemberBadge.badge)
    )
    earned: dict[int, list[tuple[str, datetime | None]]] = {}
    for row in rows:
        earned.setdefault(row.id, []).append((row.badge, row.told_at))
    return earned


def _earned_at(here: Actor, circle_id: int) -> Mapping[str, datetime]:
    rows = session().execute(
        select(MemberBadge.badge, MemberBadge.earned_at).where(
            MemberBadge.circle_id == circle_id, MemberBadge.user_id == here.user_id
        )
    )
    return {row.badge: row.earned_at for row in rows}


def _tallies(here: Actor, circle_id: int) -> Mapping[str, int]:
    rows = session().execute(
        select(MemberTally.key, MemberTally.count).where(
            MemberTally.circle_id == circle_id, MemberTally.user_id == here.user_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _lately(here: Actor, circle_id: int) -> Mapping[str, Sequence[int]]:
    """The latest holders of every badge, in one statement: a few steps on the index for each."""
    holders: dict[str, list[int]] = {}
    parts = [_latest(circle_id, key) for key in BADGES]
    for row in session().execute(union_all(*parts)):
        if row.user_id not in here.blocked:
            holders.setdefault(row.badge, []).append(row.user_id)
    return holders


def _latest(circle_id: int, key: str) -> Select[Any]:
    mine = and_(
        Membership.user_id == MemberBadge.user_id, Membership.circle_id == MemberBadge.circle_id
    )
    found = (
        select(MemberBadge.user_id, MemberBadge.earned_at)
        .join(Membership, mine)
        .where(MemberBadge.circle_id == circle_id, MemberBadge.badge == key)
        .where(is_present())
        .order_by(MemberBadge.earned_at.desc())
        .limit(LATELY)
        .subquery()
    )
    return select(literal(key).label("badge"), found.c.user_id, found.c.earned_at)
