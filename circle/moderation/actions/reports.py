"""Somebody says that a thing should not be here; enough of them take it out of sight."""

from sqlalchemy import func, select

from circle.accounts import queries as accounts
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.content import actions as content
from circle.content import policy as content_policy
from circle.content import queries as content_reads
from circle.core.actor import SYSTEM, Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.throttle import Limit, count_deeds
from circle.events import ReportMade
from circle.moderation import policy, queries
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.cases import Brought, Subject, about_entry, open_case
from circle.moderation.models import Case, Report
from circle.moderation.models.cases import URGENT, URGENT_REASONS, USUAL
from circle.moderation.schemas import Reporting

UNSIGNED = (Limit("reports-unsigned", 3, 3600), Limit("reports-unsigned-day", 10, 86_400))


@action
def report(actor: Actor, about: str, ident: int | str, given: Reporting) -> Report:
    """Anybody reports what they see: an entry, a member, a person, a circle; once while it is open.

    `given.sender` is a keyed digest of the address of who is not signed in. What enough trusted
    people report goes out of sight until staff have looked at it.
    """
    subject, here = _subject(actor, about, ident)
    count_deeds(
        content_policy.paces_of(here, "report") if here.user_id else UNSIGNED,
        f"u{here.user_id}" if here.user_id else f"d{given.sender}",
    )  # fmt: skip
    urgent = given.reason in URGENT_REASONS
    desk = "both" if urgent or subject.kind == "member" else "circle"
    case = open_case(
        subject,
        Brought(
            "report", URGENT if urgent else USUAL,
            desk="site" if subject.kind in ("circle", "person") else desk,
        ),
    )  # fmt: skip
    kept = _keep(case, here, given)
    emit(ReportMade(case.circle_id, kept.id, case.id, case.entry_id, given.reason))
    _weigh(case)
    return kept


def _subject(actor: Actor, about: str, ident: int | str) -> tuple[Subject, Actor]:
    """What is reported, locked if it is an entry; NotFound for what the actor does not see."""
    if about == "entry":
        entry, _circle, here = content_reads.get_entry(actor, int(ident), lock=True)
        if content_policy.is_own(here, entry):
            raise Invalid(lazy("It is your own: remove it instead"), code="own")
        return about_entry(entry), here
    if about == "circle":
        circle, here = circles.enter(actor, str(ident))
        return Subject("circle", "reported_circle_id", circle.id, circle.id), here
    if about == "person":
        user = accounts.get_user_by_name(str(ident))
        _not_oneself(actor, user.id)
        return Subject("person", "user_id", user.id, None), actor
    member, circle, here = circles.enter_by_member(actor, int(ident))
    _not_oneself(here, member.user_id)
    return Subject("member", "membership_id", member.id, circle.id), here


def _not_oneself(actor: Actor, user_id: int) -> None:
    if actor.user_id == user_id:
        raise Invalid(lazy("This is you yourself"), code="own")


def _keep(case: Case, here: Actor, given: Reporting) -> Report:
    sender = {"by_id": here.user_id} if here.user_id else {"address_key": given.sender}
    weight = policy.weight_of(here, queries.record_of(here.user_id))
    values = {
        "circle_id": case.circle_id, "case_id": case.id, "reason": given.reason,
        "note": given.note, "weight": weight, **sender,
    }  # fmt: skip
    added = session().scalar(
        insert_into(Report).values(values).on_conflict_do_nothing().returning(Report.id)
    )
    if added is None:
        raise Conflict(lazy("You reported this already. Somebody is on it"), code="reported")
    return session().get_one(Report, added)


def _weigh(case: Case) -> None:
    """Add up what was reported about a case, and take its entry out of sight when it is enough."""
    told = session().execute(
        select(func.count(), func.coalesce(func.sum(Report.weight), 0)).where(
            Report.case_id == case.id
        )
    ).one()  # fmt: skip
    case.reports_count, case.weight = told[0], told[1]
    if case.entry_id is None or case.weight < policy.HIDES_AT:
        return
    entry = content_reads.find_entry(case.entry_id)
    if entry is None or entry.status != "published" or entry.published_at is None:
        return
    member = circles.get_membership(entry.circle_id, entry.author_id)
    if member is not None and member.is_member and member.role in circles_policy.STAFF:
        return  # a crowd does not silence the staff; it is looked at all the same
    if queries.is_approved(entry.id):
        return  # nor what staff looked at and let stand: they look again
    new_act(
        "withhold", SYSTEM, circle_id=entry.circle_id, entry_id=entry.id, user_id=entry.author_id
    )
    content.recall_entry(SYSTEM, entry.id, content_policy.REPORTED)
