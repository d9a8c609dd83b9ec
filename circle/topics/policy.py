"""Who may open a topic, take part in it, and look after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import STAFF, Power, Privilege, Role
from circle.content import policy as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny
from circle.topics.kinds import KINDS
from circle.topics.models import Lottery, SignUp, Topic, Trial


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody brings to a lottery: how long they are here and what they wrote before it."""

    since: datetime  # the account
    entries: int  # on show in the circle before the lottery was made, signed, no ads
    is_doubled: bool  # somebody from the same device or home is in already
    beside_insiders: bool  # an account that has no part in it uses the same browser


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
        if topic.state == "soon" and not KINDS[topic.kind].early_allowed:
            return deny(lazy("This has not begun yet"), "not_begun")
        if topic.state == "over" and not KINDS[topic.kind].late_allowed:
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


def can_judge(actor: Actor, topic: Topic, floor: Entry, circle: Circle) -> Decision:
    """Host and staff grade, show, shortlist and choose what others handed in, never their own."""
    if content.is_own(actor, floor):
        return deny(lazy("Somebody else decides on yours"), "own")
    return can_host(actor, topic, circle)


def can_pass_on(actor: Actor, circle: Circle) -> Decision:
    """Staff say who hosts a topic."""
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_be_host(role: str | None) -> Decision:
    """Whoever is in the circle may be asked to host."""
    return ALLOW if role is not None else deny(lazy("The host is a member of this circle"))


def can_want(actor: Actor, entry: Entry, merged: bool, topic: Topic, circle: Circle) -> Decision:
    """Members say that they want it too, once, while ideas are taken; not of their own."""
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if merged:
        return deny(lazy("This idea was merged into another; go on there"), "merged")
    if content.is_own(actor, entry):
        return deny(lazy("That you want your own idea is clear"), "own")
    if topic.state == "over":
        return deny(lazy("This is over"), "over")
    return circles.can_write(actor, circle)


def can_decide(actor: Actor, entry: Entry, topic: Topic, circle: Circle) -> Decision:
    """Host and staff say what becomes of an idea that is on show."""
    return can_host(actor, topic, circle) if entry.is_shown else deny(content.NOT_SHOWN)


def can_see_credits(actor: Actor, circle: Circle) -> Decision:
    """Whom an idea is owed to is for everybody who may read it."""
    return circles.can_see_entries(actor, circle)


def sign_up_closes_at(topic: Topic) -> datetime | None:
    """Nobody signs up for what has begun, or is over where no beginning was named."""
    return topic.starts_at or topic.ends_at


def takes_sign_ups(topic: Topic) -> bool:
    """Whether places are given out still."""
    closes = sign_up_closes_at(topic)
    return topic.closed_at is None and (closes is None or clock.now() < closes)


def can_sign_up(actor: Actor, entry: Entry, topic: Topic, circle: Circle) -> Decision:
    """Members sign up, muted or not, until it begins."""
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if not takes_sign_ups(topic):
        return deny(SIGN_UP_OVER, "sign_up_over")
    if actor.user_id is None or not actor.is_member:
        return deny(circles.MEMBERS_ONLY, "members_only")
    if circle.archived_at or circle.deleted_at:
        return deny(lazy("This circle is archived and can only be read"), "archived")
    return ALLOW


def can_cancel_sign_up(topic: Topic) -> Decision:
    """Places are given back until it begins."""
    return ALLOW if takes_sign_ups(topic) else deny(SIGN_UP_OVER, "sign_up_over")


def can_be_on_list(signed: SignUp | None) -> Decision:
    """Whom the host took off the list does not sign up again."""
    if signed is None or signed.off_at is None:
        return ALLOW
    if not signed.off_reason:
        return deny(lazy("The host took you off the list"), "taken_off")
    return deny(lazy("The host took you off the list: %(reason)s", reason=signed.off_reason),
                "taken_off")  # fmt: skip


def can_keep_list(actor: Actor, topic: Topic, circle: Circle) -> Decision:
    """Host and staff take people off the list and put them back, until it begins."""
    hosts = can_host(actor, topic, circle)
    if hosts and not takes_sign_ups(topic):
        return deny(LIST_STANDS, "sign_up_over")
    return hosts


def can_see_people(actor: Actor) -> Decision:
    """Who comes is for members to know."""
    return ALLOW if actor.is_member else deny(circles.MEMBERS_ONLY, "members_only")


def can_arrive(actor: Actor, topic: Topic) -> Decision:
    """The code at the door counts from two hours before the beginning to the end."""
    if actor.user_id is None or not actor.is_member:
        return deny(circles.MEMBERS_ONLY, "members_only")
    now = clock.now()
    if topic.starts_at is not None and now < topic.starts_at - DOOR_OPENS_BEFORE:
        return deny(lazy("The door opens two hours before it begins"), "too_early")
    if topic.ends_at is not None and now >= topic.ends_at:
        return deny(lazy("This is over"), "over")
    return ALLOW


LIST_STANDS = lazy("It has begun: the list stands as it is")
SIGN_UP_OVER = lazy("Signing up is over; say it to the host")
INSIDERS_STAY_OUT = lazy("Who holds a lottery, and the circle's staff, can't enter it")
DOOR_OPENS_BEFORE = timedelta(hours=2)


def can_hold_lottery(actor: Actor, entry: Entry, topic: Topic, circle: Circle) -> Decision:
    """Owner and admins on any topic, guests and staff on one they host, while it shows."""
    allowed = circles.can_write(actor, circle)
    if not allowed:
        return allowed
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if actor.can(Power.SETTINGS) or (is_host(actor, topic) and actor.can(Power.HOST)):
        return ALLOW
    return deny(lazy("Lotteries are held by the staff and by guests who host the topic"))


def can_cancel_lottery(actor: Actor, lottery: Lottery, topic: Topic, circle: Circle) -> Decision:
    """Who made it, the topic's host, owner and admins call a lottery off, whatever became of it."""
    made = actor.user_id is not None and actor.user_id == lottery.made_by
    if made or is_host(actor, topic):
        return circles.can_write(actor, circle)
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_hand_out(actor: Actor, lottery: Lottery, topic: Topic) -> Decision:
    """Who made it, the host, owner and admins read what winners do, also in an archived circle."""
    made = actor.user_id is not None and actor.user_id == lottery.made_by
    if actor.is_member and (made or is_host(actor, topic) or actor.can(Power.SETTINGS)):
        return ALLOW
    return deny(circles.NOT_YOURS)


def is_insider(user_id: int | None, role: str | None, lottery: Lottery, topic: Topic) -> bool:
    """Who holds a lottery or looks after its circle has no part in it (R36)."""
    return role in STAFF or user_id in (lottery.made_by, topic.host_id)


def can_look_up(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Who could read a topic still sees its lottery once its author took the topic away."""
    if entry.hidden_by_act is not None or entry.review_state != "clear":
        return deny(content.NOT_SHOWN)
    return circles.can_see_circle(actor, circle)


def can_enter(actor: Actor, lottery: Lottery, topic: Topic, circle: Circle) -> Decision:
    """Members who are free to write and no insiders, until the list is frozen.

    Chances come from nothing else: no points, no money, no sharing. None to minors (R28).
    """
    allowed = circles.can_write(actor, circle)
    if not allowed:
        return allowed
    if actor.is_minor:
        return deny(circles.NOT_FOR_MINORS, "minors_mode")
    if is_insider(actor.user_id, actor.role, lottery, topic):
        return deny(INSIDERS_STAY_OUT, "insider")
    if not lottery.takes_entries:
        return deny(lazy("Nobody can enter any more"), "frozen")
    return ALLOW


def is_eligible(lottery: Lottery, record: Record) -> Decision:
    """An account that is old enough, words of one's own from before, one entry to a household."""
    if record.beside_insiders:
        return deny(INSIDERS_STAY_OUT, "insider")
    days = lottery.min_account_days
    if record.since > clock.now() - timedelta(days=days):
        return deny(lazy("Only accounts that are %(num)s days old can enter", num=days), "too_new")
    least = lottery.min_entries
    if record.entries < least:
        return deny(
            lazy("Only who wrote here before can enter: %(num)s entries", num=least), "too_few"
        )
    if record.is_doubled:
        return deny(
            lazy("Somebody from the same device or network has entered already"), "same_device"
        )
    return ALLOW


def can_offer_trial(actor: Actor, entry: Entry, topic: Topic, circle: Circle) -> Decision:
    """Guests and staff who host the topic, and whoever may review here, offer a trial on it."""
    allowed = circles.can_write(actor, circle)
    if not allowed:
        return allowed
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if actor.can(Power.REVIEW) or (is_host(actor, topic) and actor.can(Power.HOST)):
        return ALLOW
    return deny(lazy("Trials are offered by the staff and by guests who host the topic"))


def can_apply(actor: Actor, trial: Trial, topic: Topic, circle: Circle) -> Decision:
    """Members of the level for it while it is open; its host has none of it."""
    allowed = circles.can_write(actor, circle)
    if not allowed:
        return allowed
    if is_host(actor, topic):
        return deny(lazy("The host of a trial can't apply for it"), "insider")
    if actor.role == Role.MEMBER and actor.level < trial.min_level:
        return deny(lazy("For members from level %(num)s on", num=trial.min_level), "level")
    if not trial.is_open:
        return deny(lazy("The time to apply is over"), "closed")
    return ALLOW


def can_select(actor: Actor, topic: Topic, circle: Circle) -> Decision:
    """The topic's host and the staff select who tries it."""
    return can_host(actor, topic, circle)
