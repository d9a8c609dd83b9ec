"""Entries, comments, pictures, drafts and collections as JSON, split by noun."""

from circle.content.api import (
           collections,
           comments,
           crisis,
           curation,
           entries,
           follows,
           media,
           mine,
           polls,
           proposals,
           tags,
           waiting,
)
from circle.content.api.blueprint import blp

__all__ = ["blp", "collections", "comments", "crisis", "curation", "entries", "follows", "media",
           "mine", "polls", "proposals", "tags", "waiting"]  # fmt: skip
