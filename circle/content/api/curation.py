"""What staff do to an entry: on top, featured, closed."""

from typing import Any

from circle.content import actions
from circle.content.api.blueprint import blp, shape_of
from circle.content.schemas import EntryOutput, PinInput, Pinning
from circle.core.gate import needs_scope
from circle.core.web import visitor, write


@blp.put("/entries/<int:entry_id>/pin")
@needs_scope("moderate")
@write
@blp.arguments(PinInput)
@blp.response(200, EntryOutput)
def pin_entry(pinning: Pinning, entry_id: int) -> dict[str, Any]:
    """Keep an entry on top for 1, 7 or 30 days; three at most in a circle."""
    return shape_of(actions.pin_entry(visitor(), entry_id, pinning))


@blp.delete("/entries/<int:entry_id>/pin")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def unpin_entry(entry_id: int) -> dict[str, Any]:
    """Take an entry down from the top."""
    return shape_of(actions.unpin_entry(visitor(), entry_id))


@blp.put("/entries/<int:entry_id>/feature")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def feature_entry(entry_id: int) -> dict[str, Any]:
    """Mark an entry as worth everybody's time."""
    return shape_of(actions.feature_entry(visitor(), entry_id))


@blp.delete("/entries/<int:entry_id>/feature")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def unfeature_entry(entry_id: int) -> dict[str, Any]:
    """Take the mark away."""
    return shape_of(actions.unfeature_entry(visitor(), entry_id))


@blp.put("/entries/<int:entry_id>/lock")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def lock_entry(entry_id: int) -> dict[str, Any]:
    """Close an entry's comments."""
    return shape_of(actions.lock_entry(visitor(), entry_id))


@blp.delete("/entries/<int:entry_id>/lock")
@needs_scope("moderate")
@write
@blp.response(200, EntryOutput)
def unlock_entry(entry_id: int) -> dict[str, Any]:
    """Open them again."""
    return shape_of(actions.unlock_entry(visitor(), entry_id))
