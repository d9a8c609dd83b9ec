"""Pages on which things are found again."""

from circle.search.views import missed, related, search
from circle.search.views.blueprint import bp

__all__ = ["bp", "missed", "related", "search"]
