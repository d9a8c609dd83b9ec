"""Who may check in, see and change rules, run the shop and send orders; what can be earned."""

from collections.abc import Collection

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny
from circle.points.models import Redemption, Reward

# Whose pages a way to earn needs: what nobody can do here is no way.
PAGES = {
    "question": "qa", "answer": "qa", "accepted": "qa", "accepting": "qa", "topic": "topics",
    "reply": "topics", "report": "moderation",
}  # fmt: skip
KINDS = {
    "post": "post", "question": "question", "answer": "question", "accepted": "question",
    "accepting": "question", "topic": "topic", "reply": "topic",
}  # fmt: skip


def is_way(key: str, circle: Circle, pages: Collection[str], *, in_wechat: bool) -> bool:
    """Whether a rule's doing can be done in a circle, with the pages there are.

    Inside WeChat no reward for inviting is offered.
    """
    if not circles.may_have(circle, key):
        return False
    kind, page = KINDS.get(key), PAGES.get(key)
    if kind is not None and circle.kinds and kind not in circle.kinds:
        return False
    if key == "purchase":
        return circle.brand_id is not None
    if not is_promised(key, in_wechat=in_wechat):
        return False
    return page is None or page in pages


def is_promised(key: str, *, in_wechat: bool) -> bool:
    """Whether anything may be promised for a doing: inside WeChat nothing for inviting (R44)."""
    return not (in_wechat and key == "invited")


def can_earn(actor: Actor, circle: Circle) -> Decision:
    """Check in, redeem: members of a circle that lives. A mute keeps from writing only."""
    if not actor.is_member:
        return deny(circles.MEMBERS_ONLY, "members_only")
    if not circle.is_open:
        return deny(lazy("This circle is archived and can only be read"), "archived")
    return ALLOW


def can_make_up(actor: Actor, circle: Circle) -> Decision:
    """Rows of days are nothing to keep going in the mode for minors, nor to pay for among fans."""
    if actor.is_minor:
        return deny(circles.NOT_FOR_MINORS, "minors_mode")
    return circles.may_have(circle, "make_up")


def can_see_points(actor: Actor, circle: Circle) -> Decision:
    """One's own points, the boards and the shop are for members."""
    return ALLOW if actor.is_member else deny(circles.MEMBERS_ONLY, "members_only")


def can_edit_rules(actor: Actor, circle: Circle) -> Decision:
    """Rules and levels are changed by who changes settings, in a circle that is not archived."""
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_keep_shop(actor: Actor, circle: Circle) -> Decision:
    """Rewards are made, changed and closed by who changes settings."""
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_see_closed(actor: Actor) -> Decision:
    """What was taken out of the shop is seen by who keeps it."""
    return circles.holds(actor, Power.SETTINGS)


def can_send_orders(actor: Actor) -> Decision:
    """Orders are sent, and refunded, by owner and admins; addresses are theirs alone to see."""
    return circles.holds(actor, Power.SETTINGS)


def can_redeem(actor: Actor, circle: Circle, reward: Reward) -> Decision:
    """Who may earn here and has the level; levels restrict members alone."""
    earns = can_earn(actor, circle)
    if not earns:
        return earns
    if actor.is_minor:
        return deny(circles.NOT_FOR_MINORS, "minors_mode")
    if actor.role == "member" and actor.level < reward.min_level:
        return deny(lazy("From Lv%(level)s", level=reward.min_level), "level")
    return ALLOW


def is_offered(reward: Reward, had: int) -> Decision:
    """Whether it can be had now by somebody who has `had` of it: not closed, in time, in stock."""
    now = clock.now()
    if reward.closed_at is not None:
        return deny(lazy("This is not offered any more"), "closed")
    if reward.until_at is not None and reward.until_at <= now:
        return deny(lazy("The time for this is over"), "late")
    if reward.per_member and had >= reward.per_member:
        return deny(lazy("You have had as many of this as one can"), "limit")
    if reward.from_at is not None and reward.from_at > now:
        return deny(lazy("This can't be redeemed yet"), "early")
    if reward.stock < 1:
        return deny(lazy("None is left"), "sold_out")
    return ALLOW


def can_pay(points: int, price: int) -> Decision:
    """Whether points reach: nothing owed, and as many as it costs; the ledger has the last word."""
    if points < 0:
        return deny(lazy("%(num)s points are owed first", num=-points), "points_owed")
    if points < price:
        return deny(lazy("%(num)s points to go", num=price - points), "not_enough_points")
    return ALLOW


def can_see_order(actor: Actor, order: Redemption) -> Decision:
    """An order is its member's, and theirs who send."""
    if actor.user_id is not None and actor.user_id == order.user_id:
        return ALLOW
    return can_send_orders(actor)


def can_use_order(actor: Actor, order: Redemption) -> Decision:
    """Look at the code, say it has come, cancel: its member alone, also after leaving."""
    if actor.user_id is not None and actor.user_id == order.user_id:
        return ALLOW
    return deny(lazy("Only who ordered it can do this"))


def can_finish_order(actor: Actor, order: Redemption) -> Decision:
    """That it arrived is said by its member, or by staff who know."""
    return can_see_order(actor, order)
