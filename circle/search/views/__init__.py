"""Pages on which things are found again."""

from circle.search.views import search
from circle.search.views.blueprint import bp

__all__ = ["bp", "search"]
