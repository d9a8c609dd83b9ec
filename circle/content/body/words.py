"""The words alone of a body that is kept as HTML."""

import html
import re

_BREAK = re.compile(r"<br>|</(?:p|li|pre|blockquote)>")
_TAG = re.compile(r"<[^>]*>")
_LINES = re.compile(r"[ \t]*\n\s*")


def words_of(body: str) -> str:
    """What a reader sees of a cleaned body, line by line; nothing of its marks and addresses."""
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", body)))
    return _LINES.sub("\n", plain).strip()
