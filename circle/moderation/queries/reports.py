"""How often somebody's reports were right, and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.moderation import policy
from circle.moderation.models import Case, Report
from circle.moderation.policy import Record

LATEST = 50  # reports a record is made of: who learnt to report well is trusted again


def record_of(user_id: int | None) -> Record:
    """How often somebody was right lately."""
    if user_id is None:
        return Record()
    latest = (
        select(Report.outcome).where(Report.by_id == user_id, Report.outcome.is_not(None))
        .order_by(Report.id.desc()).limit(LATEST).subquery()
    )  # fmt: skip
    row = session().execute(
        select(
            func.coalesce(func.sum(case((latest.c.outcome == "upheld", 1), else_=0)), 0),
            func.count(),
        ).select_from(latest)
    ).one()  # fmt: skip
    return Record(row[0], row[1] - row[0])


def my_reports_page(
    actor: Actor, *, cursor: str | None = None, limit: int = PAGE
) -> Page[tuple[Report, Case]]:
    """What somebody reported, newest first, with what became of it."""
    statement: Any = (
        select(Report, Case).join(Case, Case.id == Report.case_id)
        .where(Report.by_id == actor.user_id)
    )  # fmt: skip
    rows = session().execute(
        after(statement, (Report.id, Report.id), cursor).limit(limit + 1)
    ).all()
    pairs: Sequence[tuple[Report, Case]] = [(row[0], row[1]) for row in rows]
    return cut(pairs, limit, lambda pair: (pair[0].id, pair[0].id))


def reports_page(
    actor: Actor, slug: str, *, cursor: str | None = None, limit: int = PAGE
) -> Page[dict[str, Any]]:
    """What was reported in a circle, newest first, for its staff: who said it is told to nobody."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_review_circle(here))
    statement: Any = (
        select(Report, Case).join(Case, Case.id == Report.case_id)
        .where(Report.circle_id == circle.id, Case.desk != "site")
    )  # fmt: skip
    rows = session().execute(
        after(statement, (Report.id, Report.id), cursor).limit(limit + 1)
    ).all()
    page = cut(rows, limit, lambda row: (row[0].id, row[0].id))
    return page.map(lambda found: [_told(report, case) for report, case in found])


def _told(report: Report, about: Case) -> dict[str, Any]:
    plain = ("id", "reason", "note", "at", "outcome", "case_id")
    return {
        **{name: getattr(report, name) for name in plain},
        "entry_id": about.entry_id, "member_id": about.membership_id,
    }
