"""Reads of everything members write, split by noun."""

from circle.content.queries.collections import (
    collection_page,
    collections_of,
    get_collection,
    list_collections,
)
from circle.content.queries.comments import (
    Thread,
    comments_page,
    has_waiting_comment,
    threads_with_people,
)
from circle.content.queries.counters import Drift, check_counters, truths
from circle.content.queries.edits import (
    edit_of,
    pending_revision,
    waiting_edits,
    words_in_hand,
    words_on_show,
)
from circle.content.queries.entries import (
    count_cleared,
    get_beside,
    get_entry,
    get_hidden_entry,
    get_own_entry,
    get_readable,
    is_blocked_by,
    pinned,
    placed,
    public_version,
    revisions,
    shown,
    unblocked,
    visible_to,
)
from circle.content.queries.items import (
    CommentItem,
    LineItem,
    comment_items,
    html_of,
    line_items,
    pictures_of,
    shown_comments,
)
from circle.content.queries.media import (
    ServedMedia,
    get_media,
    get_own_media,
    is_kept,
    loose_media,
    media_for,
    media_of,
    named_files,
)
from circle.content.queries.mine import (
    drafts,
    get_draft,
    my_entries_page,
    own_drafts,
    own_entries,
    own_pictures,
    own_reactions,
    scheduled,
)
from circle.content.queries.reactions import bookmarks_page, reactions_of
from circle.content.queries.shapes import (
    can_map,
    entry_path,
    entry_view,
    entry_views,
    media_view,
    picture_urls,
    revision_view,
    thread_views,
)
from circle.content.queries.tags import get_tag, is_following_tag
from circle.content.queries.waiting import Waiting, count_waiting, waiting_page

__all__ = [
    "CommentItem", "Drift", "LineItem", "ServedMedia", "Thread", "Waiting", "bookmarks_page",
    "can_map", "check_counters", "collection_page", "collections_of", "comment_items",
    "comments_page", "count_cleared", "count_waiting", "drafts", "edit_of", "entry_path",
    "entry_view", "entry_views", "get_beside", "get_collection", "get_draft", "get_entry",
    "get_hidden_entry", "get_media", "get_own_entry", "get_own_media", "get_readable", "get_tag",
    "has_waiting_comment", "html_of", "is_blocked_by", "is_following_tag", "is_kept",
    "line_items", "list_collections",
    "loose_media", "media_for", "media_of", "media_view", "my_entries_page", "named_files",
    "own_drafts",
    "own_entries", "own_pictures", "own_reactions", "pending_revision", "picture_urls",
    "pictures_of", "pinned", "placed", "public_version", "reactions_of", "revision_view",
    "revisions", "scheduled", "shown", "shown_comments", "thread_views",
    "threads_with_people", "truths", "unblocked", "visible_to", "waiting_edits",
    "waiting_page", "words_in_hand", "words_on_show",
]  # fmt: skip
