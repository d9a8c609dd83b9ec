"""Tables of what members write, split by noun."""

from circle.content.models.collections import Collection, CollectionItem
from circle.content.models.entries import Draft, Entry, EntryDay, Revision
from circle.content.models.media import Media
from circle.content.models.reactions import EntryTag, Reaction, Tag

__all__ = [
    "Collection",
    "CollectionItem",
    "Draft",
    "Entry",
    "EntryDay",
    "EntryTag",
    "Media",
    "Reaction",
    "Revision",
    "Tag",
]
