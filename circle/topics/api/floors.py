"""Floors: of one topic, adding, changing, taking away."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response

from circle.content import actions as content_actions
from circle.content import queries as content
from circle.content.schemas import EntryEdit
from circle.core.api import page_of
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp, reply_now
from circle.topics.schemas import (
    FloorChoice,
    FloorQuery,
    NewReply,
    ReplyChanges,
    ReplyInput,
    ReplyOutput,
)


@blp.get("/topics/<int:entry_id>/replies")
@guest_cached(content.public_version, "entry_id")
@blp.arguments(FloorQuery, location="query")
@blp.response(200, page_of(ReplyOutput))
def list_replies(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Floors in order, from any number on; or the host's alone, or the most liked first."""
    hosted = queries.get_topic(visitor(), entry_id)
    choice = FloorChoice(**{**asked, "limit": read_limit(asked["limit"])})
    page = queries.floors_page(hosted, choice)
    return {"items": queries.reply_views(hosted, page.items), "next": page.next}


@blp.post("/topics/<int:entry_id>/replies")
@write
@blp.arguments(ReplyInput)
@blp.response(201, ReplyOutput)
def write_reply(new: NewReply, entry_id: int) -> dict[str, Any]:
    """Add a floor; its number is null while it waits for review."""
    return reply_now(actions.write_reply(visitor(), entry_id, new).id)


@blp.get("/replies/<int:entry_id>")
@guest_cached(content.public_version, "entry_id")
@blp.response(200, ReplyOutput)
def get_reply(entry_id: int) -> dict[str, Any]:
    """One floor."""
    return reply_now(entry_id)


@blp.patch("/replies/<int:entry_id>")
@write
@blp.arguments(ReplyChanges)
@blp.response(200, ReplyOutput)
def edit_reply(changes: Mapping[str, Any], entry_id: int) -> dict[str, Any]:
    """Change one's own floor; what is not named stays."""
    actions.edit_reply(visitor(), entry_id, EntryEdit.named(changes))
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>")
@write
@blp.response(204)
def remove_reply(entry_id: int) -> Response:
    """Take one's own floor away; its number is not given again."""
    queries.get_reply(visitor(), entry_id)
    content_actions.remove_entry(visitor(), entry_id)
    return make_response("", 204)
