"""Reporting what should not be here, and what became of it."""

from dataclasses import replace
from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.gate import needs_scope, stays_open
from circle.core.paging import read_limit
from circle.core.web import sender_key, visitor, write
from circle.moderation import actions, queries
from circle.moderation.api.blueprint import blp
from circle.moderation.models import Report
from circle.moderation.schemas import CircleReportOutput, OwnReportOutput, Reporting, ReportInput


@blp.post("/entries/<int:entry_id>/reports")
@stays_open
@write
@blp.arguments(ReportInput)
@blp.response(201, OwnReportOutput)
def report_entry(given: Reporting, entry_id: int) -> Report:
    """Report an entry, signed in or not; once while the case is open (409 `reported`)."""
    return actions.report(visitor(), "entry", entry_id, _signed(given))


@blp.post("/members/<int:member_id>/reports")
@stays_open
@write
@blp.arguments(ReportInput)
@blp.response(201, OwnReportOutput)
def report_member(given: Reporting, member_id: int) -> Report:
    """Report a member to the circle's staff and the site's."""
    return actions.report(visitor(), "member", member_id, _signed(given))


@blp.post("/circles/<slug>/reports")
@stays_open
@write
@blp.arguments(ReportInput)
@blp.response(201, OwnReportOutput)
def report_circle(given: Reporting, slug: str) -> Report:
    """Report a circle to the site's staff."""
    return actions.report(visitor(), "circle", slug, _signed(given))


@blp.post("/users/<name>/reports")
@stays_open
@write
@blp.arguments(ReportInput)
@blp.response(201, OwnReportOutput)
def report_person(given: Reporting, name: str) -> Report:
    """Report a person to the site's staff."""
    return actions.report(visitor(), "person", name, _signed(given))


@blp.get("/circles/<slug>/reports")
@needs_scope("moderate")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(CircleReportOutput))
def list_circle_reports(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What was reported in a circle, newest first, for its staff."""
    page = queries.reports_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.get("/me/reports")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(OwnReportOutput))
def list_reports(asked: dict[str, Any]) -> dict[str, Any]:
    """What one reported, newest first, and what became of it."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    page = queries.my_reports_page(
        actor, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": [report for report, _case in page.items], "next": page.next}


def _signed(given: Reporting) -> Reporting:
    return replace(given, sender=sender_key("reports"))
