"""Searching as JSON."""

from circle.search.api import search
from circle.search.api.blueprint import blp

__all__ = ["blp", "search"]
