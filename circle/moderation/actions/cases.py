"""A case comes up, somebody takes it on, and it is over when there is nothing left to look at."""

from sqlalchemy import select

from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.moderation import policy, queries
from circle.moderation.models import Case
from circle.moderation.models.cases import DUE, USUAL

GONE = "gone"  # its author took it away, or its time was over: nobody decided anything


@action
def open_for_entry(
    entry: Entry, source: str, *, urgency: int = USUAL, rule: str | None = None,
    desk: str = "circle",
) -> Case:
    """Something brings an entry before staff: into its open case, or a new one."""
    case = queries.open_case_of(entry.id, lock=True)
    if case is None:
        now = clock.now()
        case = Case(
            circle_id=entry.circle_id, subject="entry", entry_id=entry.id, source=source,
            sources=[source], rule=rule, urgency=urgency, opened_at=now, desk=desk,
            due_at=now + DUE[urgency], reports_count=0, weight=0,
        )  # fmt: skip
        case.put_in_place()
        session().add(case)
        session().flush()
        return case
    case.bring(source, urgency, rule)
    case.desk = desk if case.desk == desk or case.subject == "circle" else "both"
    return case


@action
def close_gone(entry_id: int) -> None:
    """There is nothing left to look at: the entry went, or what waited of it."""
    case = queries.open_case_of(entry_id, lock=True)
    if case is not None:
        case.close(GONE, None)


@action
def claim_case(actor: Actor, case_id: int) -> Case:
    """Take a case on: for a quarter of an hour others leave it alone; Conflict when taken."""
    case, here = _locked(actor, case_id)
    case.claim(here.user_id or 0)
    return case


@action
def leave_case(actor: Actor, case_id: int) -> Case:
    """Give a case back that one has taken on."""
    case, here = _locked(actor, case_id)
    if case.claimed_by == here.user_id:
        case.release_claim()
    return case


def _locked(actor: Actor, case_id: int) -> tuple[Case, Actor]:
    case, here = queries.enter_case(actor, case_id)
    require(here, policy.can_decide(here, case, queries.author_of(case)))
    session().scalars(
        lock_row(select(Case).where(Case.id == case_id)).execution_options(populate_existing=True)
    ).one()
    if not case.is_open:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    return case, here
