"""Topics as JSON, split by noun."""

from circle.topics.api import floors, threads
from circle.topics.api.blueprint import blp

__all__ = ["blp", "floors", "threads"]
