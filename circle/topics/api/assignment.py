"""Assignments: grades and notes, good ones held up, what is left to look at, who is missing."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp, reply_now
from circle.topics.schemas import ReplyOutput
from circle.topics.schemas.assignment import MissingOutput, Review, ReviewInput


@blp.put("/replies/<int:entry_id>/review")
@write
@blp.arguments(ReviewInput)
@blp.response(200, ReplyOutput)
def review_submission(given: Review, entry_id: int) -> dict[str, Any]:
    """Grade a submission, with a note for its author; host and staff, never one's own."""
    actions.review_submission(visitor(), entry_id, given)
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/review")
@write
@blp.response(200, ReplyOutput)
def unreview_submission(entry_id: int) -> dict[str, Any]:
    """Take grade and note back."""
    actions.unreview_submission(visitor(), entry_id)
    return reply_now(entry_id)


@blp.put("/replies/<int:entry_id>/shown")
@write
@blp.response(200, ReplyOutput)
def show_submission(entry_id: int) -> dict[str, Any]:
    """Hold a submission up as a good one: everybody sees its grade."""
    actions.show_submission(visitor(), entry_id)
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/shown")
@write
@blp.response(200, ReplyOutput)
def unshow_submission(entry_id: int) -> dict[str, Any]:
    """Hold it up no more."""
    actions.unshow_submission(visitor(), entry_id)
    return reply_now(entry_id)


@blp.get("/topics/<int:entry_id>/to-review")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(ReplyOutput))
def list_to_review(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """What host and staff have not looked at yet, the earliest first."""
    hosted = queries.get_topic(visitor(), entry_id)
    page = queries.to_review_page(hosted, cursor=asked["cursor"], limit=read_limit(asked["limit"]))
    return {"items": queries.reply_views(hosted, page.items), "next": page.next}


@blp.get("/topics/<int:entry_id>/missing")
@blp.arguments(PageQuery, location="query")
@blp.response(200, MissingOutput)
def list_missing(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Members who have not handed in; host and staff alone."""
    hosted = queries.get_topic(visitor(), entry_id)
    page = queries.missing_page(hosted, cursor=asked["cursor"], limit=read_limit(asked["limit"]))
    return {"items": page.items, "next": page.next, "count": queries.count_missing(hosted)}
