"""Who may check in, see and change rules, run the shop and send orders."""

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny


def can_earn(actor: Actor, circle: Circle) -> Decision:
    """Check in, redeem: members of a circle that lives. A mute keeps from writing only."""
    if not actor.is_member:
        return deny(circles.MEMBERS_ONLY, "members_only")
    if not circle.is_open:
        return deny(lazy("This circle is archived and can only be read"), "archived")
    return ALLOW


def can_see_points(actor: Actor, circle: Circle) -> Decision:
    """One's own points, the boards and the shop are for members."""
    return ALLOW if actor.is_member else deny(circles.MEMBERS_ONLY, "members_only")


def can_edit_rules(actor: Actor, circle: Circle) -> Decision:
    """Rules and levels are changed by who changes settings, in a circle that is not archived."""
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_keep_shop(actor: Actor, circle: Circle) -> Decision:
    """Rewards are made, changed and closed by who changes settings."""
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_send_orders(actor: Actor) -> Decision:
    """Orders are sent, and refunded, by owner and admins; addresses are theirs alone to see."""
    return circles.holds(actor, Power.SETTINGS)
