"""Logos, covers and short links: addresses that lead to something else than a page."""

from flask import Response, request

from circle.circles import actions, queries
from circle.circles.views.blueprint import bp
from circle.core.errors import NotFound
from circle.core.storage import files
from circle.core.web import see_other, visitor

PUBLIC = "public, max-age=600"  # a circle may turn private: nobody keeps its pictures for long
PRIVATE = "private, no-store"


@bp.get("/circle-media/<uid>/<name>")
def circle_media(uid: str, name: str) -> Response:
    """A logo or cover; a private circle's for members and holders of a valid invite alone."""
    circle = queries.media_circle(visitor(), uid.upper(), request.args.get("invite"))
    key = f"circles/{uid}/{name}"
    if key not in (circle.logo, circle.cover):
        raise NotFound
    with files().open(key) as file:
        response = Response(file.read(), mimetype="image/webp")
    is_public = circle.visibility != "private" and circle.deleted_at is None
    response.headers["Cache-Control"] = PUBLIC if is_public else PRIVATE
    return response


@bp.get("/s/<code>")
def short_link(code: str) -> Response:
    """Lead on to the page a short link stands for, and count it."""
    link = queries.open_short_link(visitor(), code)
    leads_to = link.path
    actions.count_visit(link.id)
    return see_other(leads_to)
