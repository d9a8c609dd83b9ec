"""What programs fetch: feeds of circles, the sitemap, what robots may read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from flask import Response, url_for
from markupsafe import escape

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.queries import Face
from circle.content import queries as content
from circle.content.policy import author_shown
from circle.content.queries import PollFacts
from circle.core.actor import GUEST
from circle.core.i18n import _, current_locale
from circle.core.pagecache import guest_cached
from circle.core.web import site_origin
from circle.posts import queries
from circle.posts.cards import poll_facts
from circle.posts.queries import FeedChoice
from circle.posts.syndication import (
    Channel,
    FeedItem,
    title_of,
    write_atom,
    write_rss,
    write_sitemap,
    write_sitemap_index,
)
from circle.posts.views.blueprint import bp

FEED_ITEMS = 30
KEPT_SECONDS = 3600  # programs come often and nothing in a sitemap is urgent
CLOSED_TO_ROBOTS = ("/api/", "/me", "/signin", "/signup", "/entries/", "/media/", "/i/")


@bp.get("/c/<slug>/feed.atom")
@guest_cached(circles.public_version)
def atom(slug: str) -> Response:
    """The newest posts of a circle that everybody may know of, as Atom."""
    return _feed(slug, "posts.atom", write_atom, "application/atom+xml")


@bp.get("/c/<slug>/feed.rss")
@guest_cached(circles.public_version)
def rss(slug: str) -> Response:
    """The same as RSS."""
    return _feed(slug, "posts.rss", write_rss, "application/rss+xml")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """The parts of the sitemap: what a thousand or a million posts need, without counting them."""
    root = site_origin()
    parts = [f"{root}{url_for('posts.sitemap_circles')}"]
    parts += [
        f"{root}{url_for('posts.sitemap_part', block=block)}"
        for block in range(queries.count_blocks())
    ]
    return _xml(write_sitemap_index((part, None) for part in parts))


@bp.get("/sitemap/circles.xml")
def sitemap_circles() -> Response:
    """The front page and every public circle."""
    root = site_origin()
    pages: list[tuple[str, datetime | None]] = [(f"{root}/", None), (f"{root}/discover", None)]
    found = queries.list_public_circles()
    pages += [(f"{root}/c/{row.slug}", row.last_active_at) for row in found]
    return _xml(write_sitemap(pages))


@bp.get("/sitemap/posts-<int:block>.xml")
def sitemap_part(block: int) -> Response:
    """Public posts and questions by ranges of ids; a range without any names the front page."""
    root = site_origin()
    pages = [
        (root + content.root_path(row.slug, row.kind, row.id), _changed_at(row))
        for row in queries.list_block(block)
    ]
    return _xml(write_sitemap(pages or [(f"{root}/", None)]))


@bp.get("/robots.txt")
def robots() -> Response:
    """What is for people and not for robots, and where the sitemap is."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED_TO_ROBOTS)
    text = f"User-agent: *\n{closed}\nSitemap: {site_origin()}/sitemap.xml\n"
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _feed(
    slug: str, endpoint: str, written: Callable[[Channel], bytes], mimetype: str
) -> Response:
    circle, here = circles.enter(GUEST, slug)
    whole = bool(circles_policy.can_see_entries(here, circle))
    page = queries.feed_page(here, circle, FeedChoice(limit=FEED_ITEMS))
    faces = circles.faces(circle.id, queries.authors_shown(page.items, here))
    polls = poll_facts(page.items) if whole else {}
    items = [
        _item(
            circle, row, faces.get(author_shown(row, here) or 0),
            _whole_html(row, polls.get(row.id, ())) if whole else _excerpt_html(row),
        )
        for row in page.items
    ]  # fmt: skip
    root = site_origin()
    channel = Channel(
        url=f"{root}/c/{circle.slug}", own_url=f"{root}{url_for(endpoint, slug=circle.slug)}",
        title=circle.name, intro=circle.intro, language=current_locale()[:2],
        updated_at=max((item.updated_at for item in items), default=circle.created_at),
        items=items,
    )  # fmt: skip
    return Response(written(channel), mimetype=mimetype)


def _whole_html(row: Any, polls: Sequence[PollFacts]) -> str:
    """The words, and what is asked with them; what was chosen is told on the page, in its time."""
    asked = "".join(
        f"<p>{escape(poll.question)}</p>"
        f"<ul>{''.join(f'<li>{escape(option.label)}</li>' for option in poll.options)}</ul>"
        for poll in polls
    )
    return (row.html or _excerpt_html(row)) + asked


def _excerpt_html(row: Any) -> str:
    return f"<p>{escape(row.excerpt)}</p>"


def _item(circle: Circle, row: Any, face: Face | None, html: str) -> FeedItem:
    return FeedItem(
        url=f"{site_origin()}{content.root_path(circle.slug, row.kind, row.id)}",
        title=row.title or title_of(row.excerpt) or _("Picture"),
        html=html,
        author=face.display_name if face else _("Anonymous"),
        tags=orjson.loads(row.tags or "[]"), published_at=row.published_at,
        updated_at=row.edited_at or row.published_at,
    )  # fmt: skip


def _changed_at(row: Any) -> datetime:
    """When its page last said something else: an answer or a comment changes it too."""
    known: tuple[datetime | None, ...] = (row.published_at, row.edited_at, row.last_active_at)
    return max(at for at in known if at is not None)


def _xml(body: bytes) -> Response:
    response = Response(body, mimetype="application/xml")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
