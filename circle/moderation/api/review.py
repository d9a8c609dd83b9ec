"""What lies before the staff, what they decide, and taking it back."""

from typing import Any

from circle.content import queries as content
from circle.content.schemas import EntryOutput, Reason, ReasonInput, Ruling, RulingInput
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.moderation import actions, queries
from circle.moderation.api.blueprint import blp
from circle.moderation.models import Act
from circle.moderation.schemas import (
    ActOutput,
    BulkRulingInput,
    CaseOutput,
    CaseRuling,
    CaseRulingInput,
    ReviewQuery,
)


@blp.get("/circles/<slug>/review")
@needs_scope("moderate")
@blp.arguments(ReviewQuery, location="query")
@blp.response(200, page_of(CaseOutput))
def list_cases(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What lies before the circle's staff, the most urgent first; `state=closed`: newest first."""
    _circle, here, page = queries.queue_page(
        visitor(), slug, queries.Part(asked["state"], asked["source"]), cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": queries.case_views(here, page.items), "next": page.next}


@blp.get("/review/<int:case_id>")
@needs_scope("moderate")
@blp.response(200, CaseOutput)
def get_case(case_id: int) -> dict[str, Any]:
    """One case with what is reported and what can be decided."""
    return _case(case_id)


@blp.post("/review/<int:case_id>/decision")
@needs_scope("moderate")
@write
@blp.arguments(CaseRulingInput)
@blp.response(200, ActOutput)
def decide_case(ruling: CaseRuling, case_id: int) -> Act:
    """Decide one case; the answer is the act, which can be undone for a day."""
    chosen = CaseRuling(ruling.decision, ruling.reason, ruling.rule, (case_id,))
    return actions.decide_cases(visitor(), chosen)


@blp.post("/review/decisions")
@needs_scope("moderate")
@write
@blp.arguments(BulkRulingInput)
@blp.response(200, ActOutput)
def decide_cases(ruling: CaseRuling) -> Act:
    """Decide up to 50 cases of one circle alike, all or none; undone as one."""
    return actions.decide_cases(visitor(), ruling)


@blp.put("/review/<int:case_id>/claim")
@needs_scope("moderate")
@write
@blp.response(200, CaseOutput)
def claim_case(case_id: int) -> dict[str, Any]:
    """Keep a case from others for a quarter of an hour."""
    actions.claim_case(visitor(), case_id)
    return _case(case_id)


@blp.delete("/review/<int:case_id>/claim")
@needs_scope("moderate")
@write
@blp.response(200, CaseOutput)
def leave_case(case_id: int) -> dict[str, Any]:
    """Give it back."""
    actions.leave_case(visitor(), case_id)
    return _case(case_id)


@blp.post("/acts/<int:act_id>/undo")
@needs_scope("moderate")
@write
@blp.response(200, ActOutput)
def undo_act(act_id: int) -> Act:
    """Take back what staff did; 409 when the world has moved on."""
    return actions.undo_act(visitor(), act_id)


@blp.post("/entries/<int:entry_id>/decision")
@needs_scope("moderate")
@write
@blp.arguments(RulingInput)
@blp.response(200, EntryOutput)
def decide_entry(ruling: Ruling, entry_id: int) -> dict[str, Any]:
    """Release or reject what waits; a rejection says why."""
    actions.decide_entry(visitor(), entry_id, CaseRuling(ruling.decision, ruling.reason))
    return entry_now(entry_id)


@blp.put("/entries/<int:entry_id>/hide")
@needs_scope("moderate")
@write
@blp.arguments(ReasonInput)
@blp.response(200, EntryOutput)
def hide_entry(given: Reason, entry_id: int) -> dict[str, Any]:
    """Take an entry out of sight; its author reads the reason."""
    actions.hide_entry(visitor(), entry_id, given.reason)
    return entry_now(entry_id)


@blp.delete("/entries/<int:entry_id>/hide")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def unhide_entry(entry_id: int) -> dict[str, Any]:
    """Bring it back."""
    actions.unhide_entry(visitor(), entry_id)
    return entry_now(entry_id)


def _case(case_id: int) -> dict[str, Any]:
    one, here = queries.get_looked(visitor(), case_id)
    return queries.case_view(here, one)


def entry_now(entry_id: int) -> dict[str, Any]:
    """An entry as the staff who just decided about it see it."""
    entry, circle, here = content.get_entry(visitor(), entry_id)
    return content.entry_view(here, circle, entry)
