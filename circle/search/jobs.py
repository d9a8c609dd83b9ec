"""Work of the index; each can be repeated at any time."""

from typing import Any

from circle.search import actions


def index_question(payload: dict[str, Any]) -> None:
    """Write one question's terms."""
    actions.index_question(payload["entry_id"])


def index_circle(payload: dict[str, Any]) -> None:
    """Write the terms of all questions of a circle, batch by batch."""
    last = 0
    while last := actions.index_circle(payload["circle_id"], last):
        pass
