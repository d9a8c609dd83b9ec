"""Proposing what to feature, and the staff's list of what is proposed."""

from typing import Any

from flask import Response

from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, person
from circle.content.schemas import PageQuery, ProposedOutput
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write


@blp.put("/entries/<int:entry_id>/proposal")
@write
@blp.response(204)
def propose_entry(entry_id: int) -> Response:
    """Propose an entry to be featured, once; a level opens it to members."""
    actions.propose_entry(person(), entry_id)
    return nothing()


@blp.delete("/entries/<int:entry_id>/proposal")
@write
@blp.response(204)
def withdraw_proposal(entry_id: int) -> Response:
    """Take one's own proposal back."""
    actions.withdraw_proposal(person(), entry_id)
    return nothing()


@blp.put("/entries/<int:entry_id>/dismissal")
@needs_scope("moderate")
@write
@blp.response(204)
def dismiss_proposals(entry_id: int) -> Response:
    """Take what is proposed off the list without featuring it."""
    actions.dismiss_proposals(visitor(), entry_id)
    return nothing()


@blp.delete("/entries/<int:entry_id>/dismissal")
@needs_scope("moderate")
@write
@blp.response(204)
def recall_proposals(entry_id: int) -> Response:
    """Put it back on the list."""
    actions.recall_proposals(visitor(), entry_id)
    return nothing()


@blp.get("/circles/<slug>/proposals")
@needs_scope("moderate")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(ProposedOutput))
def list_proposals(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What members propose and is neither featured nor dismissed, the newest entry first."""
    circle, here, page = queries.proposals_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    entries = queries.entry_views(here, circle, [one.entry for one in page.items])
    items = [
        {"entry": shape, "proposals": one.times}
        for one, shape in zip(page.items, entries, strict=True)
    ]
    return {"items": items, "next": page.next}
