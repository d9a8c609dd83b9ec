"""What keeps the index true, split by noun."""

from circle.search.actions.indexing import (
    index_entries,
    index_entries_of,
    index_waiting,
    mend,
    rebuild,
)
from circle.search.actions.missed import forget_missed, note_missed
from circle.search.actions.names import (
    KINDS,
    keep_names,
    keep_names_on,
    mend_names,
    name_circle,
    name_circle_soon,
    name_member,
    name_member_soon,
    name_new_tags,
    name_tags,
)
from circle.search.actions.often import count_search
from circle.search.actions.queue import (
    index_brought_soon,
    index_circle_on,
    index_circle_soon,
    index_soon,
    index_thread_soon,
    keep_true_on,
)

__all__ = [
    "KINDS",
    "count_search",
    "forget_missed",
    "index_brought_soon",
    "index_circle_on",
    "index_circle_soon",
    "index_entries",
    "index_entries_of",
    "index_soon",
    "index_thread_soon",
    "index_waiting",
    "keep_names",
    "keep_names_on",
    "keep_true_on",
    "mend",
    "mend_names",
    "name_circle",
    "name_circle_soon",
    "name_member",
    "name_member_soon",
    "name_new_tags",
    "name_tags",
    "note_missed",
    "rebuild",
]
