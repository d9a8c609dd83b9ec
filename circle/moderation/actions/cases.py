"""A case comes up, somebody takes it on, and it is over when there is nothing left to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.policy import require
from circle.events import ReportSettled
from circle.moderation import policy, queries
from circle.moderation.models import Case, Report
from circle.moderation.models.cases import DUE, USUAL

OUTCOMES = {True: "upheld", False: "declined", None: None}
GONE = "gone"  # its author took it away, or its time was over: nobody decided anything


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about: the column that names it, the row there, and its circle."""

    kind: str
    column: str
    id: int
    circle_id: int | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What brings something before staff, how urgent that makes it, and before whom."""

    source: str
    urgency: int = USUAL
    rule: str | None = None
    desk: str = "circle"


def about_entry(entry: Entry) -> Subject:
    """An entry as what a case is about."""
    return Subject("entry", "entry_id", entry.id, entry.circle_id)


@action
def open_case(subject: Subject, brought: Brought) -> Case:
    """Something comes before staff: into its open case, or a new one."""
    column = getattr(Case, subject.column)
    case: Case | None = session().scalars(
        lock_row(select(Case).where(column == subject.id, Case.closed_at.is_(None)))
    ).one_or_none()
    if case is not None:
        case.bring(brought.source, brought.urgency, brought.rule)
        case.desk = case.desk if case.desk == brought.desk else "both"
        return case
    now = clock.now()
    case = Case(
        circle_id=subject.circle_id, subject=subject.kind, source=brought.source,
        sources=[brought.source], rule=brought.rule, urgency=brought.urgency, opened_at=now,
        desk=brought.desk, due_at=now + DUE[brought.urgency], reports_count=0, weight=0,
    )  # fmt: skip
    setattr(case, subject.column, subject.id)
    case.put_in_place()
    session().add(case)
    session().flush()
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


def settle_reports(cases: Sequence[Case], *, upheld: bool | None) -> None:
    """Say of what was reported that it was right, that it was not, or that it is open."""
    reported = [case.id for case in cases if case.reports_count]
    if not reported:
        return
    told = select(Report).where(Report.case_id.in_(reported)).order_by(Report.id)
    for report in session().scalars(told):
        report.outcome = OUTCOMES[upheld]
        if report.by_id is not None:
            emit(ReportSettled(report.circle_id, report.id, report.by_id, upheld))


def _locked(actor: Actor, case_id: int) -> tuple[Case, Actor]:
    case, here = queries.enter_case(actor, case_id)
    require(here, policy.can_decide(here, case, queries.author_of(case)))
    queries.lock_cases([case_id])
    return case, here
