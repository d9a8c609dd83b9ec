"""Work of moderation that takes longer than somebody should wait."""

from typing import Any

from circle.moderation import actions, queries


def carry_on(payload: dict[str, Any]) -> None:
    """The next part of a clean-up, or of its undoing."""
    actions.carry_on(payload["act_id"])


def patrol(payload: dict[str, Any]) -> None:
    """Once a day a few of what was published in each circle come before its staff."""
    for circle_id in queries.lively_circles():
        actions.patrol(circle_id)
