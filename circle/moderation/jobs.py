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


def empty_details(payload: dict[str, Any]) -> None:
    """What lines of the log told about people more than a year ago is forgotten; the lines stand.
    """
    for chain in queries.chains_to_empty():
        while actions.empty_details(chain):
            pass
