"""What a member reached and was not congratulated on yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
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
    """What to congratulate the member on; no query when there is nothing."""
    if not here.has_news or here.user_id is None:
        return None
    member = circles.membership_of(here)
    risen = here.role == Role.MEMBER and member.level > member.level_told
    opened = opened_between(circle, member.level_told, member.level) if risen else ()
    words = [PRIVILEGE_NAMES[key] for key in opened]
    return News(member.level, risen, words, _untold(circle.id, here.user_id))


def opened_between(circle: Circle, before: int, after: int) -> Sequence[str]:
    """The privileges a member has at one level and had not at another, in their order."""
    levels = circles_policy.levels_of(circle)
    had = circles_policy.privileges_of(Role.MEMBER, before, levels)
    has = circles_policy.privileges_of(Role.MEMBER, after, levels)
    return [key.value for key in Privilege if key in has and key not in had]


def _untold(circle_id: int, user_id: int) -> Sequence[Badge]:
    rows = session().scalars(
        select(MemberBadge.badge)
        .where(MemberBadge.circle_id == circle_id, MemberBadge.user_id == user_id)
        .where(MemberBadge.told_at.is_(None))
        .order_by(MemberBadge.earned_at)
    )
    return [BADGES[key] for key in rows if key in BADGES]
