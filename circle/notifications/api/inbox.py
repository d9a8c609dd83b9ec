"""The inbox as JSON: its lines, how much of it waits, and what was seen."""

from typing import Any

from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.notifications import actions, queries
from circle.notifications.api.blueprint import blp
from circle.notifications.queries import Told
from circle.notifications.schemas.inbox import (
    InboxQuery,
    NoticeOutput,
    SeenInput,
    UnreadOutput,
    kinds_of,
)


@blp.get("/me/inbox")
@blp.arguments(InboxQuery, location="query")
@blp.response(200, page_of(NoticeOutput))
def list_notices(asked: dict[str, Any]) -> dict[str, Any]:
    """What one is told, newest first, as one may see it now; a short page may have a next one."""
    page = queries.told_page(
        _person(), kinds_of(asked["kind"]), cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": [_shape(told) for told in page.items], "next": page.next}


@blp.get("/me/inbox/unread")
@blp.response(200, UnreadOutput)
def count_unread() -> dict[str, Any]:
    """How much one has not seen, and in which threads."""
    return _unread(_person())


@blp.post("/me/inbox/seen")
@write
@blp.arguments(SeenInput)
@blp.response(200, UnreadOutput)
def see(seen: dict[str, Any]) -> dict[str, Any]:
    """Mark notices as seen by `ids`, by `thread` (a root entry), or `all`; what still waits."""
    actor = _person()
    if seen["all"]:
        actions.see_all(actor)
    if seen["thread"]:
        actions.see_thread(actor, seen["thread"])
    if seen["ids"]:
        actions.see(actor, seen["ids"])
    return _unread(actor)


def _person() -> Actor:
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def _unread(actor: Actor) -> dict[str, Any]:
    waiting = queries.unread(actor)
    return {"count": waiting.count, "threads": waiting.threads}


def _shape(told: Told) -> dict[str, Any]:
    return {
        "id": told.id, "kind": told.kind, "code": told.code, "sentence": told.sentence,
        "quote": told.quote, "about": told.about, "why": told.why, "url": told.url,
        "circle": told.circle.slug if told.circle else None,
        "people": [content.author_view(face) for face in told.faces],
        "people_count": told.people, "entry_id": told.entry_id, "thread_id": told.thread_id,
        "at": told.at, "unread": told.is_unread,
    }  # fmt: skip
