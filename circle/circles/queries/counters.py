"""How many members a circle ought to count; for checking and rebuilding."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from circle.circles.models import Circle, Membership
from circle.core.db import session


def members_truth() -> Any:
    """Memberships that stand in a circle's number of members, as a subquery of circles."""
    return (
        select(func.count(Membership.id))
        .where(Membership.circle_id == Circle.id, Membership.state.in_(("active", "muted")))
        .correlate(Circle)
        .scalar_subquery()
    )


def check_members() -> Sequence[Row[str, int, int]]:
    """Circles whose number of members is wrong: slug, stored, actual."""
    actual = members_truth()
    rows = session().execute(
        select(Circle.slug, Circle.members_count, actual.label("actual")).where(
            Circle.members_count != actual
        )
    )
    return rows.all()
