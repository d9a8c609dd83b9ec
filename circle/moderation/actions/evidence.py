"""Keeping what was said to somebody, reporting with it, letting go of it."""

import hashlib
from typing import Any

import orjson
from sqlalchemy import delete, or_, select, update

from circle.accounts import queries as accounts
from circle.content import actions as content
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotFound, SignInNeeded
from circle.core.i18n import lazy
from circle.core.throttle import DAY, HOUR, Limit, count_deeds
from circle.moderation import queries
from circle.moderation.actions.reports import report
from circle.moderation.models import Evidence, Report
from circle.moderation.models.evidence import LASTS, MOST, UNDO
from circle.moderation.schemas import Reporting

PACES = (Limit("evidence-hour", 20, HOUR), Limit("evidence-day", 50, DAY))
FORGOTTEN = 500  # rows in one transaction


@action
def keep_entry(actor: Actor, entry_id: int) -> Evidence:
    """Keep an entry as it stands now, with its pictures; the same words twice are kept once.

    What the keeper cannot read cannot be kept; their own they have already.
    """
    told, circle_id = queries.as_said(actor, entry_id)
    author = told["author"]
    if author is not None and author["id"] == actor.user_id:
        raise Invalid(lazy("These are your own words"), code="own")
    kept = _keep(actor, "entry", entry_id, told)
    kept.of_circle = circle_id
    content.keep_pictures(entry_id, kept.until)
    return kept


@action
def keep_person(actor: Actor, name: str) -> Evidence:
    """Keep how a person shows themselves now: name, shown name, introduction."""
    told, user_id = queries.as_shown(name)
    if user_id == actor.user_id:
        raise Invalid(lazy("This is you yourself"), code="own")
    return _keep(actor, "person", user_id, told)


@action
def report_evidence(actor: Actor, evidence_id: int, given: Reporting) -> Evidence:
    """Report what was kept, with it: the staff see what was said, whatever became of it since.

    Of words that are gone, their author is reported to the staff of the site.
    """
    one = queries.get_own_evidence(actor, evidence_id, lock=True)
    if one.case_id is not None:
        raise Conflict(lazy("You reported this already. Somebody is on it"), code="reported")
    one.case_id = _reported(actor, one, given).case_id
    return one


@action
def drop_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Let go of what one kept; for ten minutes it comes back. What is reported stays with it."""
    one = queries.get_own_evidence(actor, evidence_id, lock=True, removed=True)
    if one.case_id is not None:
        raise Conflict(lazy("It is with a report. The staff need it"), code="reported")
    one.removed_at = one.removed_at or clock.now()
    return one


@action
def restore_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Have it back."""
    one = queries.get_own_evidence(actor, evidence_id, lock=True, removed=True)
    if one.removed_at is not None and one.removed_at <= clock.now() - UNDO:
        raise Conflict(lazy("It is too late to undo this"), code="too_late")
    one.removed_at = None
    return one


@action
def forget_evidence() -> int:
    """Forget what was dropped, and what was kept for three years; answers how many."""
    over = or_(Evidence.until <= clock.now(), Evidence.removed_at <= clock.now() - 2 * UNDO)
    some = select(Evidence.id).where(over).order_by(Evidence.id).limit(FORGOTTEN)
    gone = session().execute(
        delete(Evidence).where(Evidence.id.in_(some)).returning(Evidence.id)
    ).all()
    return len(gone)


@action
def release_evidence(user_id: int) -> None:
    """Somebody closed their account: what they kept goes, but for what staff handle a case with."""
    theirs = Evidence.keeper_id == user_id
    session().execute(delete(Evidence).where(theirs, Evidence.case_id.is_(None)))
    session().execute(update(Evidence).where(theirs).values(keeper_id=None))


@action
def unlink_evidence(circle_id: int) -> None:
    """A circle is cleared away with its cases: what was kept there stays its keeper's."""
    there = Evidence.of_circle == circle_id
    session().execute(delete(Evidence).where(there, Evidence.keeper_id.is_(None)))
    session().execute(update(Evidence).where(there).values(case_id=None))


def digest_of(told: dict[str, Any]) -> str:
    """SHA-256 of what is told, as JSON with sorted keys and no spaces."""
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _keep(actor: Actor, about: str, about_id: int, told: dict[str, Any]) -> Evidence:
    if actor.user_id is None:
        raise SignInNeeded
    accounts.get_user(actor.user_id, lock=True)  # two at once count one after the other
    before = queries.newest_evidence(actor.user_id, about, about_id)
    if before is not None and before.digest == digest_of(told):
        return before
    if queries.count_evidence(actor.user_id) >= MOST:
        full = lazy("You keep %(num)s already. Let go of some first", num=MOST)
        raise Conflict(full, code="full")
    count_deeds(PACES, f"u{actor.user_id}")
    kept = Evidence(
        keeper_id=actor.user_id, about=about, about_id=about_id, told=told,
        digest=digest_of(told), until=clock.now() + LASTS,
    )  # fmt: skip
    session().add(kept)
    session().flush()
    return kept


def _reported(actor: Actor, one: Evidence, given: Reporting) -> Report:
    if one.about == "entry" and queries.still_there(actor, one):
        made = queries.open_report_of(actor.user_id or 0, one.about_id)
        return made or report(actor, "entry", one.about_id, given)
    author = one.told["author"]
    if author is None:
        nobody = lazy("It is gone, and nobody's name stood on it. Show the file to the staff")
        raise NotFound(nobody)
    return report(actor, "person", accounts.get_user(author["id"]).name, given)
