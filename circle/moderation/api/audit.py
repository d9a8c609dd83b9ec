"""The log as JSON."""

from typing import Any

from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor
from circle.moderation import queries
from circle.moderation.api.blueprint import blp
from circle.moderation.schemas import AuditLineOutput, AuditQuery


@blp.get("/circles/<slug>/audit")
@needs_scope("manage")
@blp.arguments(AuditQuery, location="query")
@blp.response(200, page_of(AuditLineOutput))
def list_audit(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What was done with the powers of a role, newest first: for owner and admins."""
    wanted = queries.Asked(asked["person"], asked["code"], asked["since"], asked["until"])
    _circle, _here, page = queries.audit_page(
        visitor(), slug, wanted, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": [queries.line_view(one) for one in page.items], "next": page.next}
