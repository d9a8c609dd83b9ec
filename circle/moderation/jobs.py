"""Work of moderation that takes longer than somebody should wait."""

from typing import Any

from circle.moderation import actions


def carry_on(payload: dict[str, Any]) -> None:
    """The next part of a clean-up, or of its undoing."""
    actions.carry_on(payload["act_id"])
