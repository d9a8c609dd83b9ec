"""Counters of circles put right."""

from sqlalchemy import update

from circle.circles import queries
from circle.circles.models import Circle
from circle.core.db import action, session


@action
def rebuild_members() -> int:
    """Set every wrong number of members to what the memberships say; answers how many were."""
    wrong = len(queries.check_members())
    actual = queries.members_truth()
    session().execute(
        update(Circle)
        .where(Circle.members_count != actual)
        .values(members_count=actual)
        .execution_options(synchronize_session=False)
    )
    session().expire_all()
    return wrong
