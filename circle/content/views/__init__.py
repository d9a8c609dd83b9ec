"""The pages of everything members write; importing this registers all of them on `bp`."""

from circle.content.views import collections, comments, media, menu, mine, reactions, waiting
from circle.content.views.blueprint import bp

__all__ = ["bp", "collections", "comments", "media", "menu", "mine", "reactions", "waiting"]
