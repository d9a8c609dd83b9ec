"""Who may read what a circle learns from being searched."""

from circle.circles import policy as circles
from circle.circles.policy import Power
from circle.core.actor import Actor
from circle.core.policy import Decision


def can_see_missed(actor: Actor) -> Decision:
    """What was looked for in vain is for who decides what a circle is for: owner and admins."""
    return circles.holds(actor, Power.SETTINGS)
