"""Pages on which things are found again."""

from circle.search.views import archive, missed, related, search
from circle.search.views.blueprint import bp

__all__ = ["archive", "bp", "missed", "related", "search"]
