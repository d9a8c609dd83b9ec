"""Reading one post: the card in full, what was said under it, what programs are told of it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.discussion import draw_discussion
from circle.content.models import Entry
from circle.content.sharing import share_facts
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import _
from circle.core.pagecache import count_view, guest_cached
from circle.core.web import see_other, visitor
from circle.posts import queries
from circle.posts.cards import Added, draw_cards, reader_of
from circle.posts.reading import Reading, reading_of
from circle.posts.syndication import structured_data, title_of
from circle.posts.views.blueprint import bp


@bp.get("/c/<slug>/posts/<int:entry_id>")
@guest_cached(circles.public_version)
def show_post(slug: str, entry_id: int) -> Response:
    """A post with its comments; outsiders of a preview circle read its beginning."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    if circle.slug != slug:
        raise NotFound
    reading = reading_of(here, circle, entry, request.args.get("cursor"))
    if entry.status == "published":
        count_view(entry.id, circle.id)
    states = content.reactions_of(here, [entry.id, *reading.discussion.ids])
    comments = _comments(here, circle, entry, reading, states)
    if request.headers.get("X-Fragment") == "comments":
        return make_response(render_template("posts/_comments.html", **comments))
    reader = reader_of(here, circle, whole=True)
    restricted = not content_policy.can_read(here, entry, circle)
    added = Added(states, content.polls_of(here, circle, [entry], reading.polls))
    face = reading.faces.get(content_policy.author_shown(entry, here) or 0)
    title = title_of("" if circle.visibility == "private" else entry.excerpt)
    shared = share_facts(
        circle, entry, face, title=title or _("A post in %(circle)s", circle=circle.name),
        restricted=restricted,
    )
    page = render_template(
        "posts/post.html", circle=circle, here=here, entry=entry, **comments,
        card=draw_cards([reading.row], reading.faces, circle, reader, added)[0],
        restricted=restricted, shared=shared, structured=structured_data(shared),
        collections=reading.collections, reply=request.args.get("reply", ""),
        can_comment=content_policy.can_comment(here, entry, circle),
        edit_waits=bool(content.waiting_edits(here, [entry])),
    )  # fmt: skip
    return make_response(page)


def _comments(
    here: Actor, circle: Circle, entry: Entry, reading: Reading, states: Mapping[int, Any]
) -> dict[str, Any]:
    """The comments drawn, and the cursor of what follows."""
    can_reply = bool(content_policy.can_comment(here, entry, circle))
    drawn = draw_discussion(
        reading.discussion, states, signed_in=here.user_id is not None, can_reply=can_reply,
        path=request.path,
    )
    return {"comments": drawn, "next": reading.discussion.next}


@bp.get("/posts/<int:entry_id>")
def find_post(entry_id: int) -> Response:
    """A post by its number alone leads to its address."""
    entry, circle, _here = queries.get_post(visitor(), entry_id)
    return see_other(content.entry_path(circle.slug, entry))
