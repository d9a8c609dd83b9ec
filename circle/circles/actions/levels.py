"""Levels as staff change them: downwards only, with a reason."""

from circle.circles import policy, queries
from circle.circles.actions.circles import mark_changed
from circle.circles.actions.deeds import tell_deed
from circle.circles.models import Membership
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import LevelLowered


@action
def lower_level(actor: Actor, member_id: int, level: int, reason: str) -> Membership:
    """Staff lower a member's level, and say why; growth falls with it, points stay."""
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.MUTE))
    if not member.is_member:
        raise Conflict(lazy("They are not a member at the moment"), code="not_a_member")
    if not 1 <= level < member.level:
        wrong = lazy("Choose a level below Lv%(level)s", level=member.level)
        raise Invalid(wrong, errors={"level": [wrong]})
    member.level = level
    member.level_told = min(member.level_told, level)
    mark_changed(circle.id)
    emit(
        LevelLowered(
            circle_id=circle.id, user_id=member.user_id, membership_id=member.id, level=level,
            reason=reason,
        )
    )  # fmt: skip
    tell_deed(here, "level_lowered", ("member", member.id), after=level, reason=reason)
    return member
