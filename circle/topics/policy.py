"""Who may open a topic, take part in it, and look after it."""

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power, Privilege
from circle.content import policy as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny
from circle.topics.models import Topic


def can_open(actor: Actor, circle: Circle) -> Decision:
    """Members of the level for it, guests and staff open topics where the circle has them."""
    allowed = circles.can_write(actor, circle)
    if allowed and "topic" not in (circle.kinds or ["topic"]):
        return deny(lazy("This circle has no topics"), "kind_off")
    if allowed and not actor.may(Privilege.TOPICS) and not actor.is_system:
        return deny(lazy("Opening topics comes with a higher level"), "level")
    return allowed


def can_take_part(actor: Actor, entry: Entry, topic: Topic, circle: Circle) -> Decision:
    """Members add floors while it runs; the host also before and after, until it is closed."""
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if topic.closed_at is not None:
        return deny(lazy("This topic is closed"), "closed")
    if not is_host(actor, topic):
        if topic.state == "soon":
            return deny(lazy("This has not begun yet"), "not_begun")
        if topic.state == "over":
            return deny(lazy("This is over"), "over")
    return content.can_comment(actor, entry, circle)


def is_host(actor: Actor, topic: Topic) -> bool:
    """Whose topic it is."""
    return actor.user_id is not None and actor.user_id == topic.host_id


def can_host(actor: Actor, topic: Topic, circle: Circle) -> Decision:
    """Its host, while they may write here, and staff look after a topic."""
    if is_host(actor, topic):
        return circles.can_write(actor, circle)
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_pass_on(actor: Actor, circle: Circle) -> Decision:
    """Staff say who hosts a topic."""
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_be_host(role: str | None) -> Decision:
    """Whoever is in the circle may be asked to host."""
    return ALLOW if role is not None else deny(lazy("The host is a member of this circle"))
