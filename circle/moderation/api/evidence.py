"""What one keeps of what was said to one, as JSON."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.moderation import actions, queries
from circle.moderation.api.blueprint import blp
from circle.moderation.models import Evidence
from circle.moderation.schemas import EvidenceOutput, Reporting, ReportInput


@blp.post("/entries/<int:entry_id>/evidence")
@write
@blp.response(201, EvidenceOutput)
def keep_entry(entry_id: int) -> Evidence:
    """Keep an entry as it stands now, pictures too; only the keeper sees it. Again is the same."""
    return actions.keep_entry(_person(), entry_id)


@blp.post("/users/<name>/evidence")
@write
@blp.response(201, EvidenceOutput)
def keep_person(name: str) -> Evidence:
    """Keep how a person shows themselves now."""
    return actions.keep_person(_person(), name)


@blp.get("/me/evidence")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EvidenceOutput))
def list_evidence(asked: dict[str, Any]) -> dict[str, Any]:
    """What one keeps, newest first."""
    page = queries.evidence_page(
        _person(), cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.post("/me/evidence/<int:evidence_id>/report")
@write
@blp.arguments(ReportInput)
@blp.response(200, EvidenceOutput)
def report_evidence(given: Reporting, evidence_id: int) -> Evidence:
    """Report what was kept, with it (409 `reported` when it was)."""
    return actions.report_evidence(_person(), evidence_id, given)


@blp.delete("/me/evidence/<int:evidence_id>")
@write
@blp.response(204)
def drop_evidence(evidence_id: int) -> None:
    """Let go of what one kept (409 `reported` when it is with a report)."""
    actions.drop_evidence(_person(), evidence_id)


def _person() -> Actor:
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor
