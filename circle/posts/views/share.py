"""Carrying a post further: the share sheet, its short link, its QR code."""

import io

import segno
from flask import Response, render_template, request, url_for

from circle.circles.actions import shorten
from circle.core.errors import NotFound
from circle.core.web import visitor
from circle.posts import queries
from circle.posts.cards import entry_path
from circle.posts.views.blueprint import bp
from circle.posts.views.origin import site_root

QR_BORDER = 2  # modules of white around the code; four are asked for in print, two do on screens


@bp.get("/entries/<int:entry_id>/share")
def share(entry_id: int) -> str:
    """The ways to pass a post on; reads without scripts, the sheet of the page with them."""
    entry, circle, here = queries.get_post(visitor(), entry_id)
    if entry.status != "published":
        raise NotFound
    return render_template(
        "posts/share.html", entry=entry, circle=circle, here=here,
        back=entry_path(circle.slug, entry.id),
        link=short_address(circle.id, circle.slug, entry.id),
    )


@bp.get("/entries/<int:entry_id>/qr.svg")
def qr_code(entry_id: int) -> Response:
    """The short link as a QR code, drawn as vectors."""
    entry, circle, _here = queries.get_post(visitor(), entry_id)
    code = segno.make(short_address(circle.id, circle.slug, entry.id), error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=QR_BORDER, xmldecl=False, svgclass=None, lineclass=None,
              omitsize=True, dark="#111", light="#fff")  # fmt: skip
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    if "download" in request.args:
        response.headers["Content-Disposition"] = f"attachment; filename=post-{entry_id}.svg"
    return response


def short_address(circle_id: int, slug: str, entry_id: int) -> str:
    """The short link of a post with its host; the same one every time."""
    link = shorten(visitor(), circle_id, entry_path(slug, entry_id))
    return f"{site_root()}{url_for('circles.short_link', code=link.code)}"
