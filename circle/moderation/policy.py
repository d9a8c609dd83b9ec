"""Who looks at what, and who may undo what: another than whom it concerns, and who did it."""

from dataclasses import dataclass

from circle.circles import policy as circles
from circle.circles.models import Circle, Membership
from circle.circles.policy import NOT_YOURS, Power, can_keep
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny, lacking
from circle.moderation.models import Act, Appeal, Case

HIDES_AT = 6  # what reports of an entry weigh together: three usual members of the circle
FEWEST = 3  # reports that were right before somebody is trusted more
OWN = lazy("Somebody else decides on your own words")
OF_THE_SITE = lazy("The staff of the site decided this, so only they take it back")
# The power an act over somebody takes; over entries it is HIDE.
NEEDED = {"warn": Power.MUTE, "mute": Power.MUTE, "put_out": Power.REMOVE, "ban": Power.BAN}


@dataclass(frozen=True, slots=True)
class Record:
    """Of somebody's latest reports, how many staff agreed with and how many not."""

    upheld: int = 0
    declined: int = 0


def can_review_circle(actor: Actor) -> Decision:
    """Staff of the circle entered who release and reject; site staff look at their own desk."""
    return ALLOW if actor.can(Power.REVIEW) else lacking(NOT_YOURS, Power.REVIEW)


def can_read_log(actor: Actor) -> Decision:
    """Owner and admins read what was done with the powers of a role, with names and reasons."""
    return circles.holds(actor, Power.SETTINGS)


def can_review_site(actor: Actor) -> Decision:
    """Only staff of the whole site."""
    return ALLOW if actor.is_site_staff or actor.is_system else deny(NOT_YOURS)


def can_see_rules(actor: Actor) -> Decision:
    """What a circle's texts must not say is read by those alone who may change it."""
    return ALLOW if actor.can(Power.SETTINGS) else deny(NOT_YOURS)


def can_keep_rules(actor: Actor, circle: Circle) -> Decision:
    """Admins and the owner keep the rules of their circle, not while it is archived."""
    return can_keep(actor, circle, Power.SETTINGS)


def can_keep_site_rules(actor: Actor) -> Decision:
    """The site's rules are above every circle's: only staff of the whole site keep them."""
    return can_review_site(actor)


def is_before(actor: Actor, case: Case) -> bool:
    """The case lies on a desk the actor sits at."""
    if case.desk != "site" and actor.can(Power.REVIEW):
        return True
    return case.desk != "circle" and bool(can_review_site(actor))


def can_decide(actor: Actor, case: Case, author_id: int | None) -> Decision:
    """Whoever it lies before decides, but not on their own words or on themselves."""
    if not is_before(actor, case):
        return deny(NOT_YOURS)
    if author_id is not None and author_id == actor.user_id:
        return deny(OWN, "own")
    return ALLOW


def can_decide_appeal(actor: Actor, case: Case, made: Appeal) -> Decision:
    """Neither who did it nor whom it concerns: somebody else at the desk where it lies."""
    if not is_before(actor, case):
        return deny(NOT_YOURS)
    if actor.user_id in (made.by_id, made.against_id):
        return deny(lazy("Somebody else than who did it decides this"), "own")
    return ALLOW


def is_for_the_site(actor: Actor) -> bool:
    """Acts as staff of the site, in a circle whose own staff they are not."""
    return actor.is_site_staff and not actor.can(Power.HIDE)


def can_take_back(actor: Actor, act: Act) -> Decision:
    """What the staff of the site decided stands above every circle's staff."""
    return deny(OF_THE_SITE, "site") if act.by_site and not actor.is_site_staff else ALLOW


def can_undo(
    actor: Actor, act: Act, member: Membership | None = None, *, own: bool = False
) -> Decision:
    """Staff who could have done it; never whom it was done to, as `own` tells.

    `member` is whom it was done to: whose role was above one's own is not brought back by one.
    """
    if own or (act.user_id is not None and act.user_id == actor.user_id):
        return deny(NOT_YOURS)
    if act.circle_id is None or actor.is_site_staff:
        return can_review_site(actor)
    if not actor.can(NEEDED.get(act.kind, Power.HIDE)):
        return deny(NOT_YOURS)
    if member is not None and not circles.ranks_above(actor, _role_then(act, member)):
        return deny(NOT_YOURS)
    return can_take_back(actor, act)


def _role_then(act: Act, member: Membership) -> circles.Role:
    """The role somebody had before an act took them out, or has."""
    return circles.Role(str(act.before.get("role") or member.role))


def weight_of(actor: Actor, record: Record) -> int:
    """What a report weighs: nothing from nobody, more from members and from who is often right.

    Who was wrong three times oftener than right is heard, but moves nothing by it.
    """
    if actor.user_id is None or record.declined > record.upheld + 2:
        return 0
    trusted = record.upheld >= FEWEST and record.upheld > record.declined
    base = 2 if actor.is_member else 1
    return base * 2 if trusted else base


def decisions_of(case: Case, entry: Entry | None, *, edit: bool) -> tuple[str, ...]:
    """What can be decided about a case as things stand; nothing about what is gone."""
    if case.subject != "entry":
        return ("reject", "restore") if case.subject == "appeal" else ("approve",)
    if entry is None or entry.forgotten_at is not None:
        return ()
    if entry.hidden_by_act is not None:
        return ("restore", "remove")
    if entry.author_state != "submitted":
        return ()
    if entry.published_at is None and entry.review_state == "waiting":
        return ("approve", "reject")
    if edit:
        return ("approve", "reject", "hide")
    return ("approve", "hide", "remove")
