"""Ideas: me too, what becomes of one, merging, whom one is owed to."""

from typing import Any

from circle.content import queries as content
from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.policy import require
from circle.core.web import visitor, write
from circle.topics import actions, policy, queries
from circle.topics.api.blueprint import blp, reply_now
from circle.topics.schemas import ReplyOutput
from circle.topics.schemas.ideas import CreditOutput, IdeaStatusInput, MergeInput


@blp.put("/replies/<int:entry_id>/me-too")
@write
@blp.response(200, ReplyOutput)
def want_idea(entry_id: int) -> dict[str, Any]:
    """Say that one wants an idea too; once, and not of one's own."""
    actions.want_idea(visitor(), entry_id)
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/me-too")
@write
@blp.response(200, ReplyOutput)
def unwant_idea(entry_id: int) -> dict[str, Any]:
    """Take one's me-too back."""
    actions.unwant_idea(visitor(), entry_id)
    return reply_now(entry_id)


@blp.put("/replies/<int:entry_id>/status")
@write
@blp.arguments(IdeaStatusInput)
@blp.response(200, ReplyOutput)
def set_idea_status(given: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Host and staff say what becomes of an idea; adopted or shipped, it names who contributed."""
    actions.set_idea_status(visitor(), entry_id, given["status"], given["note"])
    return reply_now(entry_id)


@blp.put("/replies/<int:entry_id>/merged-into")
@write
@blp.arguments(MergeInput)
@blp.response(200, ReplyOutput)
def merge_idea(given: dict[str, int], entry_id: int) -> dict[str, Any]:
    """Host and staff lead an idea to another of the topic; its me-toos count there."""
    actions.merge_idea(visitor(), entry_id, given["reply_id"])
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/merged-into")
@write
@blp.response(200, ReplyOutput)
def unmerge_idea(entry_id: int) -> dict[str, Any]:
    """Take a merge back."""
    actions.unmerge_idea(visitor(), entry_id)
    return reply_now(entry_id)


@blp.get("/replies/<int:entry_id>/credits")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(CreditOutput))
def list_credits(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Everybody an adopted idea is owed to."""
    hosted, _entry, idea = queries.get_idea(visitor(), entry_id)
    require(hosted.here, policy.can_see_credits(hosted.here, hosted.circle))
    page = queries.credits_page(idea, cursor=asked["cursor"], limit=read_limit(asked["limit"]))
    people = [{"member": content.author_view(face), "part": row.part} for row, face in page.items]
    return {"items": people, "next": page.next}
