"""Topics: lists of a circle, opening, changing, closing, reading."""

from typing import Any

from flask import Response, make_response

from circle.circles import queries as circles
from circle.content import actions as content_actions
from circle.content import queries as content
from circle.core.api import page_of
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp, topic_now
from circle.topics.schemas import (
    ClosingInput,
    HostInput,
    NewTopic,
    ReadInput,
    SlowInput,
    TopicChanges,
    TopicChoice,
    TopicEdit,
    TopicInput,
    TopicOutput,
    TopicQuery,
    WaitsOutput,
)


@blp.get("/circles/<slug>/topics")
@guest_cached(circles.public_version)
@blp.arguments(TopicQuery, location="query")
@blp.response(200, page_of(TopicOutput))
def list_topics(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """A list of a circle's topics; with a filter a page may be short while `next` goes on."""
    circle, here = circles.enter(visitor(), slug)
    choice = TopicChoice(**{**asked, "limit": read_limit(asked["limit"])})
    page = queries.topics_page(here, circle, choice)
    return {"items": queries.topic_views(here, circle, page.items), "next": page.next}


@blp.get("/circles/<slug>/waits")
@blp.response(200, page_of(WaitsOutput))
def list_waits(slug: str) -> dict[str, Any]:
    """What happened to the reader in topics and is unseen, then what is soon over; eight at most.

    Opening the page of a topic is the look that ends what happened there.
    """
    circle, here = circles.enter(visitor(), slug)
    return {"items": queries.waits_for(here, circle), "next": None}


@blp.post("/circles/<slug>/topics")
@write
@blp.arguments(TopicInput)
@blp.response(201, TopicOutput)
def open_topic(new: NewTopic, slug: str) -> dict[str, Any]:
    """Open a topic of one of the six kinds; it may have to wait for review (`status`)."""
    circle, _here = circles.enter(visitor(), slug)
    return topic_now(actions.open_topic(visitor(), circle.id, new).id)


@blp.get("/topics/<int:entry_id>")
@guest_cached(content.public_version, "entry_id")
@blp.response(200, TopicOutput)
def get_topic(entry_id: int) -> dict[str, Any]:
    """A topic; outsiders of a preview circle get its title and excerpt."""
    return topic_now(entry_id)


@blp.patch("/topics/<int:entry_id>")
@write
@blp.arguments(TopicChanges)
@blp.response(200, TopicOutput)
def edit_topic(edit: TopicEdit, entry_id: int) -> dict[str, Any]:
    """Change the words or the dates of one's own topic; what is not named stays."""
    actions.edit_topic(visitor(), entry_id, edit)
    return topic_now(entry_id)


@blp.delete("/topics/<int:entry_id>")
@write
@blp.response(204)
def remove_topic(entry_id: int) -> Response:
    """Take one's own topic away, with its floors."""
    queries.get_topic(visitor(), entry_id)
    content_actions.remove_entry(visitor(), entry_id)
    return make_response("", 204)


@blp.put("/topics/<int:entry_id>/closing")
@write
@blp.arguments(ClosingInput)
@blp.response(200, TopicOutput)
def close_topic(given: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Close a topic one hosts, with a last word that stands on top."""
    actions.close_topic(visitor(), entry_id, given["closing"])
    return topic_now(entry_id)


@blp.delete("/topics/<int:entry_id>/closing")
@write
@blp.response(200, TopicOutput)
def reopen_topic(entry_id: int) -> dict[str, Any]:
    """Let a closed topic go on."""
    actions.reopen_topic(visitor(), entry_id)
    return topic_now(entry_id)


@blp.put("/topics/<int:entry_id>/slow-mode")
@write
@blp.arguments(SlowInput)
@blp.response(200, TopicOutput)
def slow_down(given: dict[str, int], entry_id: int) -> dict[str, Any]:
    """Let members wait between two floors; 0 ends that."""
    actions.slow_down(visitor(), entry_id, given["minutes"])
    return topic_now(entry_id)


@blp.put("/topics/<int:entry_id>/host")
@write
@blp.arguments(HostInput)
@blp.response(200, TopicOutput)
def pass_on(given: dict[str, int], entry_id: int) -> dict[str, Any]:
    """Staff give a topic to another host."""
    actions.pass_on_topic(visitor(), entry_id, given["member_id"])
    return topic_now(entry_id)


@blp.put("/topics/<int:entry_id>/read")
@write
@blp.arguments(ReadInput)
@blp.response(204)
def mark_read(given: dict[str, int], entry_id: int) -> Response:
    """Say up to which floor one has read; it never goes back."""
    actions.mark_read(visitor(), entry_id, given["floor"])
    return make_response("", 204)
