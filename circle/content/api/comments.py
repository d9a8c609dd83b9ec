"""Comments as JSON."""

from typing import Any

from flask import Response

from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, shape_of
from circle.content.schemas import (
    Comment,
    CommentEditInput,
    CommentInput,
    EntryOutput,
    PageQuery,
)
from circle.core.api import page_of
from circle.core.errors import NotFound
from circle.core.pagecache import guest_cached
from circle.core.paging import read_limit
from circle.core.web import visitor, write


@blp.get("/entries/<int:entry_id>/comments")
@guest_cached(queries.public_version, "entry_id")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_comments(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Comments, oldest first, each with its first replies; under a comment, its replies."""
    entry, circle, here = queries.get_readable(visitor(), entry_id)
    limit = read_limit(asked["limit"])
    page = queries.comments_page(here, circle, entry, cursor=asked["cursor"], limit=limit)
    return {"items": queries.thread_views(here, circle, page.items), "next": page.next}


@blp.post("/entries/<int:entry_id>/comments")
@write
@blp.arguments(CommentInput)
@blp.response(201, EntryOutput)
def write_comment(comment: Comment, entry_id: int) -> dict[str, Any]:
    """Comment on an entry, or answer one of its comments."""
    return shape_of(actions.write_comment(visitor(), entry_id, comment))


@blp.get("/comments/<int:entry_id>")
@blp.response(200, EntryOutput)
def get_comment(entry_id: int) -> dict[str, Any]:
    """One comment."""
    entry, circle, here = queries.get_readable(visitor(), entry_id)
    if not entry.is_comment:
        raise NotFound
    return queries.entry_view(here, circle, entry)


@blp.patch("/comments/<int:entry_id>")
@write
@blp.arguments(CommentEditInput)
@blp.response(200, EntryOutput)
def edit_comment(edit: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Change one's own comment."""
    return shape_of(actions.edit_comment(visitor(), entry_id, edit["body"], edit["ai_statement"]))


@blp.delete("/comments/<int:entry_id>")
@write
@blp.response(204)
def remove_comment(entry_id: int) -> Response:
    """Take one's own comment away."""
    entry, _circle, _here = queries.get_entry(visitor(), entry_id)
    if not entry.is_comment:
        raise NotFound
    actions.remove_entry(visitor(), entry_id)
    return nothing()
