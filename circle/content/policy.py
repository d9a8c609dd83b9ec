"""Who may see and do what with an entry; every `can_see` has its twin in `queries.visible_to`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power, Privilege
from circle.content.models import Entry, Media
from circle.content.models.polls import is_open
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import Text, lazy
from circle.core.places import place_name
from circle.core.policy import ALLOW, Decision, deny, lacking
from circle.core.throttle import DAY, HOUR, MINUTE, Limit

NOT_YOURS = lazy("Only its author can do this")
NOT_SHOWN = lazy("It is not on show at the moment")
ENDS_FIRST = lazy("It would be over before it appears")
STAFF_SEES = ("published", "pending", "hidden", "rejected")
AUTHOR_SEES = ("published", "pending", "hidden", "rejected", "scheduled")


# How often a member of the first level does what others see; an eager one's busy day stays below.
# The day's numbers of roots and reports are Discourse's, the hour's of answers Misago's.
PACES: Mapping[str, Sequence[Limit]] = {
    "root": (Limit("roots", 4, MINUTE), Limit("roots-hour", 12, HOUR), Limit("roots-day", 20, DAY)),
    "under": (
        Limit("under", 10, MINUTE), Limit("under-hour", 100, HOUR), Limit("under-day", 300, DAY),
    ),
    "reaction": (
        Limit("reactions", 30, MINUTE), Limit("reactions-hour", 200, HOUR),
        Limit("reactions-day", 500, DAY),
    ),
    "report": (
        Limit("reports", 5, MINUTE), Limit("reports-hour", 10, HOUR), Limit("reports-day", 20, DAY),
    ),
}  # fmt: skip
FASTER = (10, 15, 20, 30)  # tenths, by level from the first: trust earned is room


def paces_of(actor: Actor, deed: str) -> Sequence[Limit]:
    """How often somebody may do this, by their level here: guests and staff as they like."""
    if actor.is_system or (actor.is_member and actor.role != circles.Role.MEMBER):
        return ()
    tenths = FASTER[min(max(actor.level, 1), len(FASTER)) - 1]
    return [replace(limit, count=limit.count * tenths // 10) for limit in PACES[deed]]


def is_own(actor: Actor, entry: Entry) -> bool:
    """The actor wrote it."""
    return actor.user_id is not None and actor.user_id == entry.author_id


def author_shown(entry: Entry, actor: Actor) -> int | None:
    """The author's user id, or None for everybody when anonymous or a tombstone."""
    return None if entry.anonymous or entry.status == "removed" else entry.author_id


def is_unnamed(author_id: int | None, root: Entry | None) -> bool:
    """Who asked without a name has none further down either: thanks or details would tell it."""
    return root is not None and root.anonymous and root.author_id == author_id


def region_shown(entry: Entry, actor: Actor) -> str | None:
    """Where its author wrote it, in the reader's language; nothing where no author is named."""
    return None if author_shown(entry, actor) is None else place_name(entry.ip_region)


def can_see(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """What is published, by whoever may see the circle; its author and staff see what waits too."""
    gone = deny(lazy("There is nothing here"), "not_found")
    if not circles.can_see_circle(actor, circle) or not entry.root_visible:
        return gone
    if entry.status == "published":
        return ALLOW
    if entry.forgotten_at is not None:
        return gone
    if is_own(actor, entry) and entry.status in AUTHOR_SEES:
        return ALLOW
    return ALLOW if actor.can(Power.REVIEW) and entry.status in STAFF_SEES else gone


def can_read(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """The whole text and the pictures, not only title and excerpt."""
    return ALLOW if is_own(actor, entry) else circles.can_see_entries(actor, circle)


def can_write(actor: Actor, circle: Circle) -> Decision:
    """Members who are not muted write in an open circle."""
    return circles.can_write(actor, circle)


def can_speak(actor: Actor, root: Entry | None) -> Decision:
    """Who is muted through what they wrote without a name keeps silent there, whatever their rank.

    Everybody reads that they are muted: one word more would say that the mute did not reach them.
    """
    until = root.hushed_until if root is not None else None
    if root is None or until is None or until <= clock.now():
        return ALLOW
    return circles.sealed_until(until) if is_unnamed(actor.user_id, root) else ALLOW


def can_edit(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Authors change their own words, unless staff hid them."""
    if not is_own(actor, entry) and not actor.is_system:
        return deny(NOT_YOURS)
    if entry.status in ("hidden", "removed"):
        return deny(lazy("It was hidden by the staff and can't be changed"))
    return can_write(actor, circle)


def can_remove(actor: Actor, entry: Entry) -> Decision:
    """Authors take their own words away at any time, muted or not."""
    if not is_own(actor, entry) and not actor.is_system:
        return deny(NOT_YOURS)
    return deny(lazy("It is gone already")) if entry.status == "removed" else ALLOW


def can_schedule(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Authors move, send or cancel what is still scheduled."""
    if not is_own(actor, entry):
        return deny(NOT_YOURS)
    if entry.author_state != "scheduled":
        return deny(lazy("It is not scheduled any more"), "not_scheduled")
    return can_write(actor, circle)


def can_comment(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Members comment under what is shown and not locked."""
    if not entry.is_shown:
        return deny(NOT_SHOWN)
    if entry.locked_at is not None and not actor.can(Power.LOCK):
        return deny(lazy("Comments are closed here"), "locked")
    return can_write(actor, circle)


def can_like(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Members like what is shown, once; who is muted keeps quiet here too."""
    return can_write(actor, circle) if entry.is_shown else deny(NOT_SHOWN)


def can_add_poll(actor: Actor) -> Decision:
    """A level opens polls to members; guests and staff always have them."""
    if actor.may(Privilege.POLLS):
        return ALLOW
    return deny(lazy("Polls open at a higher level"), "level")


def can_vote(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Members vote in what is shown, unless muted, as long as it is open."""
    return can_write(actor, circle) if entry.is_shown else deny(NOT_SHOWN)


def can_close_poll(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Its author alone ends a poll before its time."""
    if not is_own(actor, entry):
        return deny(NOT_YOURS)
    speaks = can_speak(actor, entry)
    return can_write(actor, circle) if speaks else speaks


def can_see_results(results: str, closes_at: datetime | None, *, voted: bool) -> bool:
    """What was chosen, and how often: when the poll says, and to nobody sooner, staff included."""
    if results == "always" or not is_open(closes_at):
        return True
    return results == "voted" and voted


def can_take_answers(actor: Actor, entry: Entry) -> Decision:
    """A poll's table is for its author and the staff."""
    if is_own(actor, entry) or circles.is_staff(actor):
        return ALLOW
    return deny(circles.NOT_YOURS)


def can_bookmark(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Members keep what is shown for themselves, muted or in an archived circle as well."""
    if not actor.is_member or actor.user_id is None:
        return deny(circles.MEMBERS_ONLY, "members_only")
    return ALLOW if entry.is_shown else deny(NOT_SHOWN)


def schedule_problem_of(entry: Entry, at: datetime) -> Text | None:
    """Why this entry cannot appear at that time, or None."""
    return ENDS_FIRST if entry.expires_at is not None and entry.expires_at <= at else None


def can_curate(actor: Actor, entry: Entry, circle: Circle, power: Power) -> Decision:
    """Staff with the power pin, feature, collect, move or lock what is on show in a living circle.

    All of it but locking is for roots alone.
    """
    keeping = circles.can_keep(actor, circle, power)
    if not keeping:
        return keeping
    if entry.parent_id is not None and power != Power.LOCK:
        return deny(lazy("Only whole entries can be chosen, not what stands under them"))
    return ALLOW if entry.is_shown else deny(NOT_SHOWN)


def can_propose(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """A level opens it to members: whole entries of somebody else, on show, and no ads."""
    if not actor.may(Privilege.PROPOSE_FEATURE):
        return deny(lazy("Proposing what to feature opens at a higher level"), "level")
    if entry.parent_id is not None:
        return deny(lazy("Only whole entries can be chosen, not what stands under them"))
    if is_own(actor, entry):
        return deny(lazy("Somebody else proposes your own words"), "own")
    if entry.category == "ad":
        return deny(lazy("An ad can't be featured"), "ad")
    return can_write(actor, circle) if entry.is_shown else deny(NOT_SHOWN)


def can_hide(actor: Actor, entry: Entry) -> Decision:
    """Staff take out of sight what breaks a rule; never their own decision on themselves."""
    if not actor.can(Power.HIDE):
        return lacking(circles.NOT_YOURS, Power.HIDE)
    if is_own(actor, entry):
        return deny(lazy("It is your own: remove it instead"))
    return ALLOW


def can_review(actor: Actor, entry: Entry | None = None) -> Decision:
    """Staff decide what waits, but not on their own words."""
    if not actor.can(Power.REVIEW):
        return lacking(circles.NOT_YOURS, Power.REVIEW)
    if entry is not None and is_own(actor, entry):
        return deny(lazy("Somebody else decides on your own words"))
    return ALLOW


def can_see_history(actor: Actor, entry: Entry) -> Decision:
    """Earlier wordings are for staff and the author."""
    if actor.can(Power.HISTORY) or is_own(actor, entry):
        return ALLOW
    return deny(circles.NOT_YOURS)


def can_see_media(actor: Actor, media: Media) -> Decision:
    """A picture no entry carries yet, or one whose edit waits, is its owner's and the staff's."""
    if actor.user_id is not None and actor.user_id == media.owner_id:
        return ALLOW
    if media.status == "held" and actor.can(Power.REVIEW):
        return ALLOW
    if media.status == "ready" and media.entry_id is not None:
        return ALLOW
    return deny(lazy("There is nothing here"), "not_found")


def must_wait(actor: Actor, circle: Circle, cleared_before: int) -> Text | None:
    """The reason why an actor's words wait for the circle's own review, or None.

    `cleared_before` counts the actor's entries that were let through; level privileges, guests and
    staff are not reviewed.
    """
    if actor.may(circles.Privilege.NO_REVIEW):
        return None
    if circle.pre_review:
        return PRE_REVIEW
    return NEWCOMER if cleared_before < circle.newcomer_review else None


def must_mark_ads(actor: Actor) -> bool:
    """Everybody but the staff, who answer for what sells here; what is brought in is as it was."""
    return not (actor.is_system or actor.can(Power.MOVE))


def appears_at(entry: Entry) -> datetime | None:
    """When what is scheduled appears; None for everything else."""
    return entry.scheduled_at if entry.author_state == "scheduled" else None


def is_for_later(entry: Entry) -> bool:
    """Its time has not come."""
    return entry.scheduled_at is not None and entry.scheduled_at > clock.now()


def is_being_checked(entry: Entry) -> bool:
    """It waits for nothing but the answer of an outside check."""
    return entry.review_state == "waiting" and entry.review_reason == BEING_CHECKED.key


def why_again(entry: Entry, reason: Text | None) -> Text | None:
    """Why what is changed before it is out waits now; None: for what it waited, if it did.

    What people look at, or turned down, is not left to a check by changing it.
    """
    if reason is not None and reason != BEING_CHECKED:
        return reason
    if entry.review_state == "rejected":
        return AGAIN
    if entry.review_state == "waiting" and not is_being_checked(entry):
        return None
    return reason


BEING_CHECKED = lazy("It is being checked, usually for some seconds")
PRE_REVIEW = lazy("In this circle everything is looked at before it shows, usually within hours")
NO_NEWCOMER = 3  # entries of any kind that were let through: then links are one's own business
NEWCOMER = lazy("First posts are looked at before they show, usually within hours")
AUTHOR_AWAY = lazy("When its time came you could not post here, so somebody looks at it first")
AGAIN = lazy("You changed it after it was turned down, so somebody looks at it again")
REPORTED = lazy("Several people reported it, so somebody looks at it first")
ONCE_MORE = lazy("The decision was taken back, so somebody looks at it again")
GOODS = lazy("It leads to a shop and is not marked as an ad, so somebody looks at it first")
CODE = lazy("A code in a picture leads elsewhere, so somebody looks at it first")
