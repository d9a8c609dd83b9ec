"""Posts as JSON: lists of a circle, posts one by one, the tags one may write under."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, make_response

from circle.accounts import queries as accounts
from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.content import actions as content_actions
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.schemas import EntryOutput
from circle.core.api import Blueprint, page_of
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.policy import require
from circle.core.web import visitor, write
from circle.posts import actions, queries
from circle.posts.queries import MAX_PINNED, FeedChoice
from circle.posts.schemas import FeedQuery, NewPost, PostChanges, PostInput, TagOutput, TagQuery

blp = Blueprint("posts_api", __name__, url_prefix="/api/v1", description="Posts and their lists")


@blp.get("/circles/<slug>/feed")
@guest_cached(circles.public_version)
@blp.arguments(FeedQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def read_feed(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """A list of a circle: on the first page of the plain one, what is pinned stands first."""
    return _list(asked, slug)


@blp.get("/circles/<slug>/posts")
@guest_cached(circles.public_version)
@blp.arguments(FeedQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_posts(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """The posts of a circle, in the same lists as the feed."""
    return _list(asked, slug)


@blp.post("/circles/<slug>/posts")
@write
@blp.arguments(PostInput)
@blp.response(201, EntryOutput)
def publish_post(new: NewPost, slug: str) -> dict[str, Any]:
    """Publish a post; it may have to wait for review or for its hour (`status`)."""
    circle, _here = circles.enter(visitor(), slug)
    return _shape(actions.publish_post(visitor(), circle.id, new))


@blp.get("/posts/<int:entry_id>")
@guest_cached(content.public_version, "entry_id")
@blp.response(200, EntryOutput)
def get_post(entry_id: int) -> dict[str, Any]:
    """A post; outsiders of a preview circle get its excerpt."""
    return _shape(queries.get_post(visitor(), entry_id)[0])


@blp.patch("/posts/<int:entry_id>")
@write
@blp.arguments(PostChanges)
@blp.response(200, EntryOutput)
def edit_post(changes: Mapping[str, Any], entry_id: int) -> dict[str, Any]:
    """Change one's own post; what is not named stays."""
    return _shape(actions.edit_post(visitor(), entry_id, changes))


@blp.delete("/posts/<int:entry_id>")
@write
@blp.response(204)
def remove_post(entry_id: int) -> Response:
    """Take one's own post away; it can be restored for ten minutes."""
    queries.get_post(visitor(), entry_id)
    content_actions.remove_entry(visitor(), entry_id)
    return make_response("", 204)


@blp.get("/circles/<slug>/tags")
@blp.arguments(TagQuery, location="query")
@blp.response(200, page_of(TagOutput))
def list_tags(asked: dict[str, str], slug: str) -> dict[str, Any]:
    """The most used tags of a circle, or those that begin with `q`."""
    circle, _here = circles.enter(visitor(), slug)
    return {"items": queries.tags_page(circle, asked["q"]), "next": None}


def _list(asked: Mapping[str, Any], slug: str) -> dict[str, Any]:
    circle, here = circles.enter(visitor(), slug)
    if asked["order"] == "following":
        require(here, circles_policy.can_follow(here, circle))
    limit = read_limit(asked["limit"])
    choice = FeedChoice(
        order=asked["order"], tag=asked["tag"], category=_category(asked["category"]),
        author=accounts.get_person_by_name(asked["author"]).id if asked["author"] else None,
        media=asked["media"], city=asked["city"], cursor=asked["cursor"] or None, limit=limit,
    )  # fmt: skip
    is_top = choice.is_plain and choice.cursor is None and limit > MAX_PINNED
    pinned = queries.pinned_rows(here, circle) if is_top else ()
    page = queries.feed_page(here, circle, replace(choice, room=limit - len(pinned)))
    entries = queries.posts_of([*pinned, *page.items])
    return {"items": content.entry_views(here, circle, entries), "next": page.next}


def _category(name: str) -> str:
    return "" if name == "none" else name


def _shape(entry: Entry) -> dict[str, Any]:
    circle, here = content.placed(visitor(), entry)
    return content.entry_view(here, circle, entry)
