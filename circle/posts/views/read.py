"""Reading one post: the card in full, what was said under it, what else its author wrote."""

from typing import Any

from flask import Response, g, render_template, request

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import can_see_entries, is_staff
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import current_locale
from circle.core.pagecache import count_view, guest_cached
from circle.core.web import see_other, visitor
from circle.posts import queries
from circle.posts.cards import cards_of, entry_path, pictures_of, row_of
from circle.posts.syndication import Shared, structured_data, title_of
from circle.posts.views.blueprint import bp
from circle.posts.views.origin import site_root


@bp.get("/c/<slug>/posts/<int:entry_id>")
@guest_cached(circles.public_version)
def show_post(slug: str, entry_id: int) -> str:
    """A post with its comments; outsiders of a preview circle read its beginning."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    if circle.slug != slug:
        raise NotFound
    comments = content.comments_page(here, circle, entry, cursor=request.args.get("cursor"))
    if request.headers.get("X-Fragment") == "comments":
        return render_template("posts/_comments.html", comments=comments, entry=entry)
    if entry.status == "published":
        count_view(entry.id, circle.id)
    shared = _shared(circle, here, entry)
    return render_template(
        "posts/post.html", circle=circle, here=here, entry=entry, comments=comments,
        card=cards_of(here, circle, [row_of(entry)], whole=True)[0],
        shared=shared, structured=structured_data(shared), collections=content.collections_of(entry),
        restricted=not content.can_read(here, entry, circle),
    )  # fmt: skip


@bp.get("/posts/<int:entry_id>")
def find_post(entry_id: int) -> Response:
    """A post by its number alone leads to its address."""
    entry, circle, _here = queries.get_post(visitor(), entry_id)
    return see_other(entry_path(circle.slug, entry.id))
