"""Following entries and tags as JSON."""

from flask import Response

from circle.content import actions
from circle.content.api.blueprint import blp, nothing
from circle.core.web import visitor, write


@blp.put("/entries/<int:entry_id>/follow")
@write
@blp.response(204)
def follow_entry(entry_id: int) -> Response:
    """Follow an entry; twice is once."""
    actions.follow_entry(visitor(), entry_id)
    return nothing()


@blp.delete("/entries/<int:entry_id>/follow")
@write
@blp.response(204)
def unfollow_entry(entry_id: int) -> Response:
    """Stop following an entry."""
    actions.unfollow_entry(visitor(), entry_id)
    return nothing()


@blp.put("/circles/<slug>/tags/<path:name>/follow")
@write
@blp.response(204)
def follow_tag(slug: str, name: str) -> Response:
    """Follow a tag of a circle; twice is once."""
    actions.follow_tag(visitor(), slug, name)
    return nothing()


@blp.delete("/circles/<slug>/tags/<path:name>/follow")
@write
@blp.response(204)
def unfollow_tag(slug: str, name: str) -> Response:
    """Stop following a tag."""
    actions.unfollow_tag(visitor(), slug, name)
    return nothing()
