"""What a member reached and was not congratulated on yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, and_, bindparam, select

from circle.circles import policy as circles_policy
from circle.circles.models import Circle, Membership
from circle.circles.policy import PRIVILEGE_NAMES, Privilege, Role
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.i18n import Text
from circle.points.badges import BADGES, Badge
from circle.points.models import MemberBadge


@dataclass(frozen=True, slots=True)
class News:
    """The level, whether it is a new one and what that opens, and new badges."""

    level: int
    is_risen: bool
    opened: Sequence[Text]
    badges: Sequence[Badge]


def news_of(here: Actor, circle: Circle) -> News | None:
    """What to congratulate the member on: one query, none when there is nothing."""
    if not here.has_news:
        return None
    rows = session().execute(_untold(), {"member": here.membership_id}).all()
    level, told = rows[0].level, rows[0].level_told
    risen = here.role == Role.MEMBER and level > told
    opened = opened_between(circle, told, level) if risen else ()
    badges = [BADGES[row.badge] for row in rows if row.badge in BADGES]
    if not risen and not badges:
        return None
    return News(level, risen, [PRIVILEGE_NAMES[key] for key in opened], badges)


def opened_between(circle: Circle, before: int, after: int) -> Sequence[str]:
    """The privileges a member has at one level and had not at another, in their order."""
    levels = circles_policy.levels_of(circle)
    had = circles_policy.privileges_of(Role.MEMBER, before, levels)
    has = circles_policy.privileges_of(Role.MEMBER, after, levels)
    return [key.value for key in Privilege if key in has and key not in had]


@cache
def _untold() -> Executable:
    mine = and_(
        MemberBadge.circle_id == Membership.circle_id, MemberBadge.user_id == Membership.user_id,
        MemberBadge.told_at.is_(None),
    )  # fmt: skip
    return (
        select(Membership.level, Membership.level_told, MemberBadge.badge)
        .join(MemberBadge, mine, isouter=True)
        .where(Membership.id == bindparam("member"))
        .order_by(MemberBadge.earned_at, MemberBadge.badge)
    )
