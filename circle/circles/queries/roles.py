"""Who has a role anywhere: whose shown name is theirs alone."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.circles.models import Circle, Membership
from circle.circles.policy import POWERS, Power
from circle.core.db import session

_HAS_ROLE = (Membership.role != "member", Membership.state.in_(("active", "muted")))


def has_role_anywhere(user_id: int) -> bool:
    """Whether somebody is owner, admin, moderator or guest of a circle that is not deleted."""
    found = (
        select(Membership.id)
        .join(Circle, Circle.id == Membership.circle_id)
        .where(Membership.user_id == user_id, *_HAS_ROLE, Circle.deleted_at.is_(None))
        .limit(1)
    )
    return session().scalar(found) is not None


def ids_with_role(circle_id: int) -> Sequence[int]:
    """The users with a role in a circle."""
    held = select(Membership.user_id).where(Membership.circle_id == circle_id, *_HAS_ROLE)
    return session().scalars(held.order_by(Membership.user_id)).all()


def ids_with_power(circle_id: int, power: Power, most: int) -> Sequence[int]:
    """Some of the users whose role in a circle lets them do something, by id."""
    roles = [role for role, powers in POWERS.items() if power in powers]
    held = select(Membership.user_id).where(
        Membership.circle_id == circle_id, Membership.state.in_(("active", "muted")),
        Membership.role.in_(roles),
    )  # fmt: skip
    return session().scalars(held.order_by(Membership.user_id).limit(most)).all()
