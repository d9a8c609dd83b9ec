"""Collections as JSON."""

from typing import Any

from flask import Response

from circle.circles import queries as circles
from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing
from circle.content.models import Collection
from circle.content.schemas import (
    CollectionDetails,
    CollectionInput,
    CollectionOutput,
    EntryOutput,
    MoveInput,
    PageQuery,
)
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write


@blp.get("/circles/<slug>/collections")
@blp.response(200, page_of(CollectionOutput))
def list_collections(slug: str) -> dict[str, Any]:
    """A circle's collections in the staff's order."""
    circle, _here = circles.enter(visitor(), slug)
    return {"items": queries.list_collections(circle), "next": None}


@blp.post("/circles/<slug>/collections")
@needs_scope("manage")
@write
@blp.arguments(CollectionInput)
@blp.response(201, CollectionOutput)
def create_collection(details: CollectionDetails, slug: str) -> Collection:
    """Open a collection."""
    return actions.create_collection(visitor(), slug, details)


@blp.get("/collections/<int:collection_id>")
@blp.response(200, CollectionOutput)
def get_collection(collection_id: int) -> Collection:
    """A collection's name and size."""
    return queries.get_collection(visitor(), collection_id)[0]


@blp.patch("/collections/<int:collection_id>")
@needs_scope("manage")
@write
@blp.arguments(CollectionInput)
@blp.response(200, CollectionOutput)
def rename_collection(details: CollectionDetails, collection_id: int) -> Collection:
    """Give a collection another title and introduction."""
    return actions.rename_collection(visitor(), collection_id, details)


@blp.delete("/collections/<int:collection_id>")
@needs_scope("manage")
@write
@blp.response(204)
def drop_collection(collection_id: int) -> Response:
    """Dissolve a collection; its entries stay where they are."""
    actions.drop_collection(visitor(), collection_id)
    return nothing()


@blp.post("/collections/<int:collection_id>/move")
@needs_scope("manage")
@write
@blp.arguments(MoveInput)
@blp.response(204)
def move_collection(asked: dict[str, Any], collection_id: int) -> Response:
    """Move a collection one place up or down."""
    actions.move_collection(visitor(), collection_id, asked["direction"])
    return nothing()


@blp.get("/collections/<int:collection_id>/entries")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_collected(asked: dict[str, Any], collection_id: int) -> dict[str, Any]:
    """What can be seen in a collection, in order."""
    collection, circle, here = queries.get_collection(visitor(), collection_id)
    page = queries.collection_page(
        here, collection, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": queries.entry_views(here, circle, page.items), "next": page.next}


@blp.put("/collections/<int:collection_id>/entries/<int:entry_id>")
@needs_scope("manage")
@write
@blp.response(200, CollectionOutput)
def collect_entry(collection_id: int, entry_id: int) -> Collection:
    """Add an entry at the end; twice is once."""
    return actions.collect_entry(visitor(), collection_id, entry_id)


@blp.delete("/collections/<int:collection_id>/entries/<int:entry_id>")
@needs_scope("manage")
@write
@blp.response(200, CollectionOutput)
def uncollect_entry(collection_id: int, entry_id: int) -> Collection:
    """Take an entry out."""
    return actions.uncollect_entry(visitor(), collection_id, entry_id)


@blp.post("/collections/<int:collection_id>/entries/<int:entry_id>/move")
@needs_scope("manage")
@write
@blp.arguments(MoveInput)
@blp.response(200, CollectionOutput)
def move_collected(asked: dict[str, Any], collection_id: int, entry_id: int) -> Collection:
    """Move an entry one place up or down."""
    return actions.move_collected(visitor(), collection_id, entry_id, asked["direction"])
