"""What is the asker's own: drafts, bookmarks, everything they wrote."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, person
from circle.content.models import Draft, Entry
from circle.content.schemas import (
    DraftContent,
    DraftInput,
    DraftOutput,
    EntryOutput,
    MineQuery,
    PageQuery,
)
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.web import write


@blp.get("/me/drafts")
@blp.response(200, page_of(DraftOutput))
def list_drafts() -> dict[str, Any]:
    """One's drafts, the latest first; at most 50 are kept, for 90 days."""
    return {"items": [_draft(*found) for found in queries.drafts(person())], "next": None}


@blp.get("/me/drafts/<key>")
@blp.response(200, DraftOutput)
def get_draft(key: str) -> dict[str, Any]:
    """One draft by the key its page chose."""
    draft = queries.get_draft(person(), key)
    return _draft(draft, None)


@blp.put("/me/drafts/<key>")
@write
@blp.arguments(DraftInput)
@blp.response(200, DraftOutput)
def save_draft(content: DraftContent, key: str) -> dict[str, Any]:
    """Keep a draft in place of what was under its key; 409 `drafts_full` past 50."""
    return {**_draft(actions.save_draft(person(), key, content), None), "circle": content.circle}


@blp.delete("/me/drafts/<key>")
@write
@blp.response(204)
def discard_draft(key: str) -> Response:
    """Forget a draft."""
    actions.discard_draft(person(), key)
    return nothing()


@blp.get("/me/bookmarks")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_bookmarks(asked: dict[str, Any]) -> dict[str, Any]:
    """What one kept, the latest first."""
    page = queries.bookmarks_page(
        person(), cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": _shapes(page.items), "next": page.next}


@blp.get("/me/entries")
@blp.arguments(MineQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_my_entries(asked: dict[str, Any]) -> dict[str, Any]:
    """What one wrote, in whatever state, the latest first; `comments` for comments."""
    page = queries.my_entries_page(
        person(), comments=asked["comments"], cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": _shapes(page.items), "next": page.next}


def _shapes(found: Sequence[tuple[Entry, Circle]]) -> list[dict[str, Any]]:
    """Entries of several circles in their order, looked up circle by circle."""
    shaped: dict[int, dict[str, Any]] = {}
    placed = {circle.id: circle for _entry, circle in found}
    heres = {here.circle_id: here for _circle, here in circles.place_in(
        person(), list(placed.values()))}
    for circle_id, circle in placed.items():
        entries = [entry for entry, _circle in found if entry.circle_id == circle_id]
        for shape in queries.entry_views(heres[circle_id], circle, entries):
            shaped[shape["id"]] = shape
    return [shaped[entry.id] for entry, _circle in found]


def _draft(draft: Draft, circle: Circle | None) -> dict[str, Any]:
    return {
        "key": draft.key, "kind": draft.kind, "circle": circle.slug if circle else None,
        "content": draft.content, "updated_at": draft.updated_at,
    }  # fmt: skip
