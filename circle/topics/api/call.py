"""Calls: the shortlist, the choice, the result."""

from dataclasses import replace
from typing import Any

from circle.core.web import site_origin, visitor, write
from circle.topics import actions
from circle.topics.api.blueprint import blp, reply_now, topic_now
from circle.topics.schemas import ReplyOutput, TopicOutput
from circle.topics.schemas.call import Announcement, AnnouncementInput


@blp.put("/replies/<int:entry_id>/shortlist")
@write
@blp.response(200, ReplyOutput)
def shortlist_reply(entry_id: int) -> dict[str, Any]:
    """Put a floor on the shortlist; host and staff, until the result is out."""
    actions.shortlist_reply(visitor(), entry_id)
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/shortlist")
@write
@blp.response(200, ReplyOutput)
def unshortlist_reply(entry_id: int) -> dict[str, Any]:
    """Take it off again."""
    actions.unshortlist_reply(visitor(), entry_id)
    return reply_now(entry_id)


@blp.put("/replies/<int:entry_id>/chosen")
@write
@blp.response(200, ReplyOutput)
def choose_reply(entry_id: int) -> dict[str, Any]:
    """Choose a floor; everybody sees that at once."""
    actions.choose_reply(visitor(), entry_id)
    return reply_now(entry_id)


@blp.delete("/replies/<int:entry_id>/chosen")
@write
@blp.response(200, ReplyOutput)
def unchoose_reply(entry_id: int) -> dict[str, Any]:
    """Chosen no more; it stays on the shortlist."""
    actions.unchoose_reply(visitor(), entry_id)
    return reply_now(entry_id)


@blp.post("/topics/<int:entry_id>/result")
@write
@blp.arguments(AnnouncementInput)
@blp.response(201, TopicOutput)
def announce_result(given: Announcement, entry_id: int) -> dict[str, Any]:
    """Tell the circle who was chosen, in a post that names and links each; once."""
    actions.announce_result(visitor(), entry_id, replace(given, site=site_origin()))
    return topic_now(entry_id)
