"""A topic as schema.org DiscussionForumPosting with its floors; pure, values in, JSON out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from circle.content.sharing import Shared, posting, script_json
from circle.core.display import iso
from circle.core.i18n import _
from circle.topics.reading import Floor, FloorItem

MAX_TOLD = 20


def structured_topic(shared: Shared, floors: Iterable[Floor], count: int) -> Markup:
    """The topic with the floors of this page that anybody sees, safe inside a script element."""
    origin = "/".join(shared.url.split("/")[:3])
    told = [floor.item for floor in floors if floor.item.status == "published"]
    data = posting(replace(shared, comments=count))
    if told:
        data["comment"] = [_floor(item, shared.url, origin) for item in told[:MAX_TOLD]]
    return script_json(data)


def _floor(item: FloorItem, url: str, origin: str) -> dict[str, Any]:
    name = item.author.display_name if item.author else _("Anonymous")
    author: dict[str, Any] = {"@type": "Person", "name": name}
    if item.author and item.author.url:
        author["url"] = f"{origin}{item.author.url}"
    return {
        "@type": "Comment", "text": item.text or _("Picture"), "author": author,
        "url": f"{url}?reply={item.id}#e{item.id}", "datePublished": iso(item.published_at),
    }
