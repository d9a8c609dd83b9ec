"""Searching as JSON."""

from circle.search.api import related, search
from circle.search.api.blueprint import blp

__all__ = ["blp", "related", "search"]
