"""What waits for a circle's staff."""

from typing import Any

from circle.content import queries
from circle.content.api.blueprint import blp
from circle.content.schemas import WaitingOutput, WaitingQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor


@blp.get("/circles/<slug>/waiting")
@needs_scope("moderate")
@blp.arguments(WaitingQuery, location="query")
@blp.response(200, page_of(WaitingOutput))
def list_waiting(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """Entries and edits that wait, the longest first; with `state=hidden` what staff hid."""
    circle, here, page = queries.waiting_page(
        visitor(), slug, state=asked["state"], cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    entries = queries.entry_views(here, circle, [one.entry for one in page.items])
    items = [
        {
            "entry": shape, "reason": one.entry.reason,
            "edit": queries.revision_view(one.edit) if one.edit else None,
        }
        for one, shape in zip(page.items, entries, strict=True)
    ]
    return {"items": items, "next": page.next}
