"""Circles as JSON, split by noun."""

from circle.circles.api import circles, labels
from circle.circles.api.blueprint import blp

__all__ = ["blp", "circles", "labels"]
