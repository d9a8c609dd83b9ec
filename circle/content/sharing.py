"""What a page says of one entry to programs that show links, and how it says it in a script."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from markupsafe import Markup

from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content.models import Entry
from circle.content.queries import entry_path, pictures_of
from circle.core.display import iso
from circle.core.i18n import current_locale
from circle.core.web import site_origin


@dataclass(frozen=True, slots=True)
class Shared:
    """What a page says about one post to programs that show links."""

    url: str
    title: str
    text: str
    site: str
    locale: str
    image: str | None
    author: str | None
    author_url: str | None
    published_at: datetime | None
    edited_at: datetime | None
    comments: int
    likes: int


def share_facts(
    circle: Circle, entry: Entry, face: Face | None, *, title: str, restricted: bool
) -> Shared:
    """What programs that show links are told: of a private circle nothing but that it is one."""
    closed = circle.visibility == "private"
    shows = circle.visibility == "public" and not restricted
    pictures = pictures_of(entry.card) if shows else ()
    if closed:
        face = None
    return Shared(
        url=f"{site_origin()}{entry_path(circle.slug, entry)}", title=title,
        text="" if closed else entry.excerpt, site=circle.name, locale=current_locale(),
        image=f"{site_origin()}{pictures[0].large}" if pictures else None,
        author=face.display_name if face else None,
        author_url=f"{site_origin()}{face.url}" if face and face.url else None,
        published_at=entry.published_at, edited_at=entry.edited_at,
        comments=entry.comments_count, likes=entry.likes_count,
    )  # fmt: skip


def posting(shared: Shared) -> dict[str, Any]:
    """What an entry is to search engines: a schema.org DiscussionForumPosting."""
    author: dict[str, Any] = {"@type": "Person", "name": shared.author or shared.site}
    if shared.author_url:
        author["url"] = shared.author_url
    data: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting",
        "mainEntityOfPage": shared.url, "url": shared.url, "headline": shared.title,
        "text": shared.text, "author": author, "inLanguage": shared.locale,
        "isPartOf": {"@type": "WebSite", "name": shared.site},
        "interactionStatistic": [
            _counter("https://schema.org/LikeAction", shared.likes),
            _counter("https://schema.org/CommentAction", shared.comments),
        ],
    }  # fmt: skip
    if shared.image:
        data["image"] = shared.image
    if shared.published_at:
        data["datePublished"] = iso(shared.published_at)
        data["dateModified"] = iso(shared.edited_at or shared.published_at)
    return data


def _counter(kind: str, count: int) -> dict[str, Any]:
    return {
        "@type": "InteractionCounter", "interactionType": kind, "userInteractionCount": count
    }


def script_json(data: dict[str, Any]) -> Markup:
    """Structured data as JSON that is safe inside a script element."""
    text = orjson.dumps(data).decode()
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - no character of it can end the script element
