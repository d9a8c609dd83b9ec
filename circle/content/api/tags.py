"""A tag of a circle as JSON: what stands under it, and which words stand for it."""

from typing import Any

from flask import Response

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, person
from circle.content.models import Tag
from circle.content.schemas import CircleTagOutput, EntryOutput, IntoInput, PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write


@blp.get("/circles/<slug>/tags/<path:name>")
@blp.response(200, CircleTagOutput)
def get_tag(slug: str, name: str) -> dict[str, Any]:
    """A tag by its name or a word that stands for it."""
    circle, _here = circles.enter(visitor(), slug)
    tag = queries.get_tag(circle, name)
    return _view(circle, tag, queries.list_synonyms(tag))


@blp.get("/circles/<slug>/tags/<path:name>/entries")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_tagged(asked: dict[str, Any], slug: str, name: str) -> dict[str, Any]:
    """Posts, questions and topics under a tag, the latest first."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.tagged_page(
        here, circle, queries.get_tag(circle, name), cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": queries.entry_views(here, circle, page.items), "next": page.next}


@blp.put("/circles/<slug>/tags/<path:name>/into")
@needs_scope("moderate")
@write
@blp.arguments(IntoInput)
@blp.response(200, CircleTagOutput)
def merge_tag(asked: dict[str, Any], slug: str, name: str) -> dict[str, Any]:
    """Let a word stand for the tag `into`: what is under it follows within moments."""
    circle, _here = circles.enter(person(), slug)
    tag = actions.merge_tag(person(), circle.id, name, asked["into"])
    return _view(circle, tag, queries.list_synonyms(tag))


@blp.delete("/circles/<slug>/tags/<path:name>/into")
@needs_scope("moderate")
@write
@blp.response(204)
def release_tag(slug: str, name: str) -> Response:
    """Let a word stand for itself again."""
    circle, _here = circles.enter(person(), slug)
    actions.release_tag(person(), circle.id, name)
    return nothing()


def _view(circle: Circle, tag: Tag, words: Any) -> dict[str, Any]:
    return {
        "name": tag.name, "entries_count": tag.entries_count, "synonyms": list(words),
        "circle": circle.slug,
    }  # fmt: skip
