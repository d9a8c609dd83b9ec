"""Posts as programs read them: Atom, RSS, sitemaps, structured data; pure, text in and out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Tree

from markupsafe import Markup

from circle.content.sharing import Shared, posting, script_json
from circle.core.display import iso

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
TITLE_CHARACTERS = 40
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r'(href|src)="/(?!/)')


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One post in a feed."""

    url: str
    title: str
    html: str
    author: str
    tags: Sequence[str]
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """A circle as a feed."""

    url: str
    own_url: str
    title: str
    intro: str
    language: str
    updated_at: datetime
    items: Sequence[FeedItem]


def title_of(text: str) -> str:
    """A post has no title: its first words stand for one."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def write_atom(channel: Channel) -> bytes:
    """The feed as Atom (RFC 4287)."""
    feed = Tree.Element("feed", {"xmlns": ATOM, "xml:lang": channel.language})
    _say(feed, "id", channel.url)
    _say(feed, "title", channel.title)
    if channel.intro:
        _say(feed, "subtitle", channel.intro)
    Tree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": channel.url})
    Tree.SubElement(feed, "link", {
        "rel": "self", "type": "application/atom+xml", "href": channel.own_url,
    })  # fmt: skip
    _say(feed, "updated", iso(channel.updated_at))
    for item in channel.items:
        entry = Tree.SubElement(feed, "entry")
        _say(entry, "id", item.url)
        _say(entry, "title", item.title)
        Tree.SubElement(entry, "link", {"rel": "alternate", "href": item.url})
        _say(entry, "published", iso(item.published_at))
        _say(entry, "updated", iso(item.updated_at))
        _say(Tree.SubElement(entry, "author"), "name", item.author)
        for tag in item.tags:
            Tree.SubElement(entry, "category", {"term": _clean(tag)})
        _say(entry, "content", _absolute(item.html, channel.url)).set("type", "html")
    return _bytes(feed)


def write_rss(channel: Channel) -> bytes:
    """The feed as RSS 2.0."""
    rss = Tree.Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    top = Tree.SubElement(rss, "channel")
    _say(top, "title", channel.title)
    _say(top, "link", channel.url)
    _say(top, "description", channel.intro or channel.title)
    _say(top, "language", channel.language)
    _say(top, "lastBuildDate", format_datetime(channel.updated_at, usegmt=True))
    Tree.SubElement(top, "atom:link", {
        "rel": "self", "type": "application/rss+xml", "href": channel.own_url,
    })  # fmt: skip
    for item in channel.items:
        entry = Tree.SubElement(top, "item")
        _say(entry, "title", item.title)
        _say(entry, "link", item.url)
        _say(entry, "guid", item.url)
        _say(entry, "pubDate", format_datetime(item.published_at, usegmt=True))
        for tag in item.tags:
            _say(entry, "category", tag)
        _say(entry, "description", _absolute(item.html, channel.url))
    return _bytes(rss)


def write_sitemap(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """A list of pages and when each last changed."""
    return _site_list("urlset", "url", pages)


def write_sitemap_index(parts: Iterable[tuple[str, datetime | None]]) -> bytes:
    """A list of sitemaps."""
    return _site_list("sitemapindex", "sitemap", parts)


def structured_data(shared: Shared) -> Markup:
    """The post as schema.org DiscussionForumPosting, safe inside a script element."""
    return script_json(posting(shared))


def _site_list(root: str, part: str, pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    top = Tree.Element(root, {"xmlns": SITEMAP})
    for url, changed_at in pages:
        entry = Tree.SubElement(top, part)
        _say(entry, "loc", url)
        if changed_at:
            _say(entry, "lastmod", iso(changed_at))
    return _bytes(top)


def _say(parent: Tree.Element, name: str, text: str) -> Tree.Element:
    child = Tree.SubElement(parent, name)
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _absolute(html: str, url: str) -> str:
    """Addresses of this site with their host, for readers that know no base."""
    host = "/".join(url.split("/")[:3])
    return _LOCAL.sub(rf'\1="{host}/', html)


def _bytes(root: Tree.Element) -> bytes:
    body: bytes = Tree.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body
