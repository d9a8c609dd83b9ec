"""Reads of everything members write, split by noun."""

from circle.content.queries.entries import (
    count_cleared,
    get_entry,
    get_hidden_entry,
    get_own_entry,
    get_readable,
    is_blocked_by,
    pending_revision,
    pinned,
    revisions,
    shown,
    unblocked,
    visible_to,
)
from circle.content.queries.media import (
    ServedMedia,
    get_media,
    get_own_media,
    loose_media,
    media_for,
    media_of,
)
from circle.content.queries.reactions import bookmarks_page, reactions_of

__all__ = [
    "ServedMedia", "bookmarks_page", "count_cleared", "get_entry", "get_hidden_entry",
    "get_media", "get_own_entry", "get_own_media", "get_readable", "is_blocked_by",
    "loose_media", "media_for", "media_of", "pending_revision", "pinned", "reactions_of",
    "revisions", "shown", "unblocked", "visible_to",
]  # fmt: skip
