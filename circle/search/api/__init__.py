"""Searching as JSON."""

from circle.search.api import archive, missed, related, search
from circle.search.api.blueprint import blp

__all__ = ["archive", "blp", "missed", "related", "search"]
