"""Who looks at what, and who may undo what: another than whom it concerns, and who did it."""

from dataclasses import dataclass

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import NOT_YOURS, Power, can_keep
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny, lacking
from circle.moderation.models import Act, Appeal, Case

HIDES_AT = 6  # what reports of an entry weigh together: three usual members of the circle
FEWEST = 3  # reports that were right before somebody is trusted more
OWN = lazy("Somebody else decides on your own words")


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


def can_undo(actor: Actor, act: Act) -> Decision:
    """Who did it, or staff who could have done it; never whom it was done to."""
    if act.user_id is not None and act.user_id == actor.user_id:
        return deny(NOT_YOURS)
    if act.circle_id is None:
        return can_review_site(actor)
    if actor.can(Power.HIDE) or actor.is_site_staff:
        return ALLOW
    return deny(NOT_YOURS)


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
