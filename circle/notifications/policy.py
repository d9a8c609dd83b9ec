"""Who may write to the members of a circle, and who decides what servers of a brand hear."""

from circle.brands import policy as brands
from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.core.actor import Actor
from circle.core.policy import Decision


def can_see_reach(actor: Actor) -> Decision:
    """Owner and admins see what was sent and what came of it."""
    return circles.holds(actor, Power.REACH)


def can_reach(actor: Actor, circle: Circle) -> Decision:
    """They write to members, not while the circle is archived."""
    return circles.can_keep(actor, circle, Power.REACH)


def can_see_hooks(here: Actor) -> Decision:
    """Who changes the settings of a circle sees which servers hear of it."""
    return circles.holds(here, Power.SETTINGS)


def can_see_brands_hooks(actor: Actor) -> Decision:
    """What hears of every circle of a brand is seen by whoever runs brands."""
    return brands.can_run_brands(actor)


def can_keep_hooks(here: Actor, circle: Circle | None) -> Decision:
    """Who changes the settings of a circle decides which servers hear of it; of all circles of a
    brand whoever runs brands."""
    if circle is None:
        return brands.can_run_brands(here)
    return circles.can_keep(here, circle, Power.SETTINGS)
