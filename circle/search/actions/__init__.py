"""What keeps the index true, split by noun."""

from circle.search.actions.questions import (
    index_circle,
    index_circle_soon,
    index_question,
)

__all__ = ["index_circle", "index_circle_soon", "index_question"]
