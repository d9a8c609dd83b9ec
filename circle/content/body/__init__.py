"""What a member writes, from its source to safe HTML and plain text; pure, no database.

This folder stands for one file, `body.py`: import from here, never from its parts.
"""

from circle.content.body.links import (
    MAX_MENTIONS,
    MAX_TAG_CHARACTERS,
    MAX_TAGS,
    split_tags,
)
from circle.content.body.render import (
    MAX_BODY_CHARACTERS,
    MAX_COMMENT_CHARACTERS,
    RenderedBody,
    find_mentions,
    find_tags,
    render_body,
)
from circle.content.body.sanitiser import SANITISER_VERSION, clean_html
from circle.content.body.text import (
    EXCERPT_CHARACTERS,
    FOLD_LINES,
    count_characters,
    excerpt_of,
    tidy_text,
)

__all__ = [
    "EXCERPT_CHARACTERS",
    "FOLD_LINES",
    "MAX_BODY_CHARACTERS",
    "MAX_COMMENT_CHARACTERS",
    "MAX_MENTIONS",
    "MAX_TAGS",
    "MAX_TAG_CHARACTERS",
    "SANITISER_VERSION",
    "RenderedBody",
    "clean_html",
    "count_characters",
    "excerpt_of",
    "find_mentions",
    "find_tags",
    "render_body",
    "split_tags",
    "tidy_text",
]
