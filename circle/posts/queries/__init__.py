"""Reads of posts: lists of a circle, one post for its page, what goes into feeds and sitemaps."""

from circle.posts.queries.feed import (
    MAX_COUNTED,
    MAX_PINNED,
    count_new,
    feed_page,
    own_waiting,
    pinned_rows,
)
from circle.posts.queries.posts import (
    BLOCK,
    count_ads,
    count_blocks,
    get_post,
    list_block,
    list_public_circles,
    post_row,
    posts_of,
    tags_page,
)
from circle.posts.queries.rows import COLUMNS, FeedChoice, authors_shown, behind, rows_of

__all__ = [
    "BLOCK", "COLUMNS", "MAX_COUNTED", "MAX_PINNED", "FeedChoice", "authors_shown", "behind",
    "count_ads", "count_blocks", "count_new", "feed_page", "get_post", "list_block",
    "list_public_circles", "own_waiting", "pinned_rows", "post_row", "posts_of", "rows_of",
    "tags_page",
]  # fmt: skip
