"""Having been congratulated: on a level, on badges."""

from sqlalchemy import func, select, update

from circle.circles import queries as circles
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.points.models import MemberBadge
from circle.points.schemas.news import Told


@action
def note_told(actor: Actor, circle_id: int, told: Told) -> None:
    """A member was congratulated on a level and badges; what came since is still to be told."""
    _circle, here = circles.enter_by_id(actor, circle_id)
    member = circles.membership_of(here, lock=True)
    member.level_told = max(member.level_told, min(told.level, member.level))
    mine = (MemberBadge.circle_id == circle_id, MemberBadge.user_id == member.user_id)
    session().execute(
        update(MemberBadge)
        .where(*mine, MemberBadge.badge.in_(told.badges), MemberBadge.told_at.is_(None))
        .values(told_at=clock.now())
    )
    left = select(func.count()).where(*mine, MemberBadge.told_at.is_(None))
    member.badges_untold = session().scalar(left) or 0
