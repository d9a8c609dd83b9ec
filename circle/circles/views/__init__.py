"""Pages of circles."""

from circle.circles.views import (
    files,
    joining,
    labels,
    members,
    opening,
    own_labels,
    pages,
    settings,
)
from circle.circles.views.blueprint import bp

__all__ = [
    "bp", "files", "joining", "labels", "members", "opening", "own_labels", "pages", "settings",
]  # fmt: skip
