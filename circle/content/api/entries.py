"""One entry of any kind: read, taken away, brought back, liked, kept, its earlier wordings."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, shape_of
from circle.content.schemas import EntryOutput, RevisionOutput, ScheduleInput
from circle.core.api import page_of
from circle.core.web import visitor, write


@blp.get("/entries/<int:entry_id>")
@blp.response(200, EntryOutput)
def get_entry(entry_id: int) -> dict[str, Any]:
    """An entry; outsiders of a preview circle get its title and excerpt."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    return queries.entry_view(here, circle, entry)


@blp.delete("/entries/<int:entry_id>")
@write
@blp.response(204)
def remove_entry(entry_id: int) -> Response:
    """Take one's own words away; they can be restored for ten minutes."""
    actions.remove_entry(visitor(), entry_id)
    return nothing()


@blp.post("/entries/<int:entry_id>/restore")
@write
@blp.response(200, EntryOutput)
def restore_entry(entry_id: int) -> dict[str, Any]:
    """Bring back what one removed less than ten minutes ago."""
    return shape_of(actions.restore_entry(visitor(), entry_id))


@blp.put("/entries/<int:entry_id>/like")
@write
@blp.response(200, EntryOutput)
def like_entry(entry_id: int) -> dict[str, Any]:
    """Like an entry; once, however often."""
    return shape_of(actions.like_entry(visitor(), entry_id))


@blp.delete("/entries/<int:entry_id>/like")
@write
@blp.response(200, EntryOutput)
def unlike_entry(entry_id: int) -> dict[str, Any]:
    """Take one's like back."""
    return shape_of(actions.unlike_entry(visitor(), entry_id))


@blp.put("/entries/<int:entry_id>/bookmark")
@write
@blp.response(200, EntryOutput)
def bookmark_entry(entry_id: int) -> dict[str, Any]:
    """Keep an entry for oneself."""
    return shape_of(actions.bookmark_entry(visitor(), entry_id))


@blp.delete("/entries/<int:entry_id>/bookmark")
@write
@blp.response(200, EntryOutput)
def unbookmark_entry(entry_id: int) -> dict[str, Any]:
    """Let go of an entry one kept."""
    return shape_of(actions.unbookmark_entry(visitor(), entry_id))


@blp.get("/entries/<int:entry_id>/revisions")
@blp.response(200, page_of(RevisionOutput))
def list_revisions(entry_id: int) -> dict[str, Any]:
    """Earlier wordings, newest first, for staff and the author."""
    _found, kept = queries.revisions(visitor(), entry_id)
    items: Sequence[dict[str, Any]] = [queries.revision_view(revision) for revision in kept]
    return {"items": items, "next": None}


@blp.put("/entries/<int:entry_id>/schedule")
@write
@blp.arguments(ScheduleInput)
@blp.response(200, EntryOutput)
def reschedule_entry(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Move what one scheduled to another time."""
    return shape_of(actions.reschedule_entry(visitor(), entry_id, asked["scheduled_at"]))


@blp.delete("/entries/<int:entry_id>/schedule")
@write
@blp.response(204)
def cancel_schedule(entry_id: int) -> Response:
    """Take what one scheduled back into the drafts, under the key `scheduled:<id>`."""
    actions.cancel_schedule(visitor(), entry_id)
    return nothing()


@blp.post("/entries/<int:entry_id>/publish")
@write
@blp.response(200, EntryOutput)
def publish_scheduled(entry_id: int) -> dict[str, Any]:
    """Send what one scheduled now."""
    return shape_of(actions.publish_scheduled(visitor(), entry_id))
