"""The pages of everything members write; importing this registers all of them on `bp`."""

from circle.content.views import (
           collections,
           comments,
           crisis,
           follows,
           media,
           menu,
           mine,
           polls,
           proposals,
           reactions,
           share,
           tags,
)
from circle.content.views.blueprint import bp

__all__ = ["bp", "collections", "comments", "crisis", "follows", "media", "menu", "mine", "polls",
           "proposals", "reactions", "share", "tags"]  # fmt: skip
