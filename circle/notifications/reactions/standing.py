"""Who hears of levels, badges, orders, and of who reached whom in a circle."""

from circle.circles import queries as circles
from circle.circles.policy import Power
from circle.core.paging import as_number
from circle.events import (
    AccountClosed,
    BadgeEarned,
    JoinRequested,
    LevelLowered,
    LevelRaised,
    MemberFollowed,
    MemberJoined,
    MemberLeft,
    MemberUnfollowed,
    OwnershipPassed,
    RedemptionEnded,
    RedemptionSent,
    RequestDecided,
    RewardRedeemed,
    RoleChanged,
    RulesChanged,
)
from circle.notifications import actions
from circle.notifications.queries import Telling


def forget_person(event: AccountClosed) -> None:
    """Nothing is kept of what somebody was told, chose and muted, nor that they liked."""
    actions.forget_person(event.user_id)


def tell_of_level(event: LevelRaised) -> None:
    """A member hears that they reached a level."""
    facts = {"level": event.level}
    telling = Telling("points", "level", f"level:{event.circle_id}:{event.occurrence}",
                      event.circle_id, facts=facts)  # fmt: skip
    actions.tell([event.user_id], telling)


def tell_of_lowering(event: LevelLowered) -> None:
    """A member hears that staff lowered their level, and why."""
    facts = {"level": event.level, "reason": event.reason}
    cause = f"lowered:{event.membership_id}:{event.occurrence}"
    actions.tell([event.user_id], Telling("moderation", "lowered", cause, event.circle_id,
                                          facts=facts))  # fmt: skip


def tell_of_badge(event: BadgeEarned) -> None:
    """A member hears of a badge."""
    telling = Telling("points", "badge", f"badge:{event.circle_id}:{event.badge}",
                      event.circle_id, facts={"badge": event.badge})  # fmt: skip
    actions.tell([event.user_id], telling)


def tell_of_order(event: RewardRedeemed) -> None:
    """Staff hear that somebody redeemed what has to be sent, each time."""
    if event.kind == "physical":
        telling = Telling("staff", "orders", f"orders:{event.circle_id}", event.circle_id)
        staff = circles.ids_with_power(event.circle_id, Power.SETTINGS, actions.NAMED)
        actions.gather_each(staff, telling, event.user_id, event.redemption_id)


def tell_of_sending(event: RedemptionSent) -> None:
    """Who redeemed something hears that it is on its way; or that it was not, after all."""
    cause = f"sent:{event.redemption_id}"
    if not event.on:
        actions.recall(event.user_id, cause)
        return
    facts = {"redemption": event.redemption_id}
    actions.tell([event.user_id], Telling("points", "sent", cause, event.circle_id, facts=facts))


def tell_of_end(event: RedemptionEnded) -> None:
    """Who redeemed something hears when others called it off."""
    if event.state in ("cancelled", "refunded") and event.by_id != event.user_id:
        facts = {"redemption": event.redemption_id}
        telling = Telling("points", "order_off", f"order_off:{event.redemption_id}",
                          event.circle_id, facts=facts)  # fmt: skip
        actions.tell([event.user_id], telling)


def tell_of_follower(event: MemberFollowed) -> None:
    """A member hears who follows them in a circle, as of one thing that grows."""
    if event.kind == "member":
        telling = Telling("follow", "followed_you", f"followers:{event.circle_id}", event.circle_id)
        actions.gather(event.target_id, telling, event.follower_id)


def untell_follower(event: MemberUnfollowed) -> None:
    """Who follows no more is no longer among those who do."""
    if event.kind == "member":
        actions.scatter(event.target_id, f"followers:{event.circle_id}", event.follower_id)


def tell_of_arrival(event: MemberJoined) -> None:
    """Who invited somebody hears that they came, as of one thing that grows."""
    if event.invited_by is not None:
        telling = Telling("follow", "came", f"came:{event.circle_id}", event.circle_id)
        actions.gather(event.invited_by, telling, event.user_id)


def blame_message(event: MemberLeft) -> None:
    """Who leaves soon after a message of the circle is counted with what it caused."""
    if event.state == "left" and event.by_id is None:
        actions.note_left(event.user_id, event.circle_id)


def tell_of_request(event: JoinRequested) -> None:
    """Who may let people in hears who asks, each time."""
    telling = Telling("staff", "asks_in", f"asks_in:{event.circle_id}", event.circle_id)
    staff = circles.ids_with_power(event.circle_id, Power.ADMIT, actions.NAMED)
    actions.gather_each(staff, telling, event.user_id, as_number(event.at))


def tell_of_admission(event: RequestDecided) -> None:
    """Who asked to come in hears what was decided."""
    code = "admitted" if event.admitted else "not_admitted"
    cause = f"request:{event.membership_id}:{event.occurrence}"
    actions.tell([event.user_id], Telling("system", code, cause, event.circle_id))


def tell_of_role(event: RoleChanged) -> None:
    """A member hears that they have another role."""
    cause = f"role:{event.membership_id}:{event.occurrence}"
    telling = Telling("system", "role", cause, event.circle_id, facts={"role": event.role})
    actions.tell([event.user_id], telling)


def tell_of_owner(event: OwnershipPassed) -> None:
    """The one who owns a circle now hears of it; the one who handed it over did it."""
    cause = f"owner:{event.circle_id}:{event.occurrence}"
    actions.tell([event.to_user_id], Telling("system", "owner", cause, event.circle_id))


def tell_of_rules(event: RulesChanged) -> None:
    """Everybody in a circle hears of new rules."""
    cause = f"rules:{event.circle_id}:{event.version}"
    telling = Telling("system", "rules", cause, event.circle_id)
    actions.tell_audience(("members", event.circle_id), telling)
