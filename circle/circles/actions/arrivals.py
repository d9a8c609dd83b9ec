"""People who come into a circle together with what they wrote elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from circle.circles import queries
from circle.circles.actions.circles import mark_changed
from circle.circles.models import Membership
from circle.core.db import action, session


@action
def bring_people(circle_id: int, since: Mapping[int, datetime]) -> int:
    """Make people members since a time each, whatever the joining policy; answers how many came.

    Who ever stood in a relation to the circle stays in it: the banned and those who left do not
    come back this way. Nobody is told.
    """
    circle = queries.lock_circle(circle_id)
    known = set(
        session().scalars(
            select(Membership.user_id).where(
                Membership.circle_id == circle_id, Membership.user_id.in_(since)
            )
        )
    )
    came = 0
    for user_id, at in since.items():
        if user_id not in known:
            member = Membership(circle_id=circle_id, user_id=user_id, state="left", joined_at=at)
            came += member.enter(source="import", rules_version=0)
            session().add(member)
    if came:
        circle.members_count += came
        mark_changed(circle_id)
    return came
