"""Who may change brands: whoever runs the installation."""

from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny


def can_run_brands(actor: Actor) -> Decision:
    """Operators at the command line and site staff."""
    if actor.is_system or (actor.is_site_staff and actor.has_scope("brand")):
        return ALLOW
    return deny(lazy("Brands are set up by whoever runs this site"))
