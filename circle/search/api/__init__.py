"""Searching as JSON."""

from circle.search.api import missed, related, search
from circle.search.api.blueprint import blp

__all__ = ["blp", "missed", "related", "search"]
