"""The leaderboards: who wants to be seen there, and boards too old to keep."""

from sqlalchemy import delete, select, tuple_

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.policy import require
from circle.points import policy, queries
from circle.points.models import Standing

DROPPED_AT_ONCE = 2000


@action
def show_on_boards(actor: Actor, circle_id: int, on: bool) -> Membership:
    """A member decides whether others see them on a circle's leaderboards."""
    circle, here = circles.enter_locked(actor, circle_id)  # before the membership, as all do
    require(here, policy.can_see_points(here, circle))
    member = circles.membership_of(here, lock=True)
    member.on_boards = on
    circle_verbs.mark_changed(circle.id)
    return member


@action
def drop_old_boards(circle_id: int) -> int:
    """Drop some of the boards of days and weeks that are past 400 days; answers how many rows."""
    key = (Standing.circle_id, Standing.period, Standing.user_id)
    old = select(*key).where(queries.old_boards(circle_id, clock.local_day()))
    gone = delete(Standing).where(tuple_(*key).in_(old.limit(DROPPED_AT_ONCE)))
    return len(session().execute(gone.returning(Standing.user_id)).all())
