"""Who may look after the site as a whole."""

from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny


def can_look_after_site(actor: Actor) -> Decision:
    """Site staff in a session of their own, and the command line; for all others it is not there.
    """
    if actor.is_system or (actor.is_site_staff and actor.scopes is None):
        return ALLOW
    return deny(lazy("There is nothing here"), "not_found")
