"""The one allow-list of HTML a member can cause, and the one function that enforces it."""

import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from bleach.sanitizer import Cleaner

SANITISER_VERSION = 1  # stored beside the HTML; raise it when the list below or bleach changes

ALLOWED_TAGS = frozenset(
    ("a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul")
)
ALLOWED_SCHEMES = frozenset(("http", "https", "mailto"))
OUTSIDE_REL = "nofollow ugc noopener"  # no rank for spam, no hold on our window
OWN_CLASSES = frozenset(("mention", "tag"))
PLAIN_CLASS = "plain"  # a paragraph that keeps its own line breaks

_OUTSIDE = re.compile(r"(?:https?:|mailto:)", re.IGNORECASE)
_INSIDE = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")
_LIST_START = re.compile(r"[0-9]{1,9}")
_threads = threading.local()


def clean_html(html: str) -> str:
    """HTML with nothing left but the allow-list; cleaning it again changes nothing.

    Links that leave get their rel and target here, whatever they came with.
    """
    cleaner: Cleaner | None = getattr(_threads, "cleaner", None)
    if cleaner is None:
        cleaner = _threads.cleaner = Cleaner(  # its parser keeps state: one for each thread
            tags=ALLOWED_TAGS,
            attributes=_allowed,
            protocols=ALLOWED_SCHEMES,
            strip=True,
            strip_comments=True,
            filters=[_mark_outside_links],
        )
    cleaned: str = cleaner.clean(html)
    return cleaned


def _allowed(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            return bool(_OUTSIDE.match(value) or _INSIDE.fullmatch(value))
        case "a", "class":
            return value in OWN_CLASSES
        case "p", "class":
            return value == PLAIN_CLASS
        case "ol", "start":
            return bool(_LIST_START.fullmatch(value))
    return False


def _mark_outside_links(source: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in source:
        if token.get("name") == "a" and token.get("type") == "StartTag":
            attributes = token["data"]
            if _OUTSIDE.match(attributes.get((None, "href"), "")):
                attributes.pop((None, "class"), None)
                attributes[(None, "rel")] = OUTSIDE_REL
                attributes[(None, "target")] = "_blank"
        yield token
