"""Carrying an entry further: the share sheet, its short link, its QR code."""

import io
import logging

import segno
from flask import Response, render_template, request, url_for

from circle.circles import queries as circles
from circle.circles.actions import shorten
from circle.circles.models import Circle, ShortLink
from circle.content import queries
from circle.content.models import Entry
from circle.content.views.blueprint import bp
from circle.core.actor import Actor
from circle.core.db import transaction
from circle.core.errors import NotFound, Unavailable
from circle.core.web import site_origin, visitor

QR_BORDER = 2  # modules of white around the code; four are asked for in print, two do on screens
WAIT_MS = 200  # what a reader waits for a short link that has to be made first

log = logging.getLogger("circle.content")


@bp.get("/entries/<int:entry_id>/share")
def share(entry_id: int) -> str:
    """The ways to pass an entry on; reads without scripts, the sheet of the page with them."""
    entry, circle, here = _get_shown(entry_id)
    return render_template(
        "content/share.html", entry=entry, circle=circle, here=here,
        back=queries.entry_path(circle.slug, entry), link=short_address(circle, entry),
    )


@bp.get("/entries/<int:entry_id>/qr.svg")
def qr_code(entry_id: int) -> Response:
    """The short link as a QR code, drawn as vectors."""
    entry, circle, _here = _get_shown(entry_id)
    code = segno.make(short_address(circle, entry), error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=QR_BORDER, xmldecl=False, svgclass=None, lineclass=None,
              omitsize=True, dark="#111", light="#fff")  # fmt: skip
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    if "download" in request.args:
        name = f"{entry.kind}-{entry_id}.svg"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def short_address(circle: Circle, entry: Entry) -> str:
    """The short link of an entry with its host; the same one every time.

    The entry's own address where a short one is not there yet and cannot be made just now.
    """
    path = queries.entry_path(circle.slug, entry)
    link = circles.find_short_link(circle.id, path) or _made(circle.id, path)
    return f"{site_origin()}{url_for('circles.short_link', code=link.code) if link else path}"


def _made(circle_id: int, path: str) -> ShortLink | None:
    try:
        with transaction(wait_ms=WAIT_MS):
            return shorten(visitor(), circle_id, path)
    except Unavailable:
        log.warning("no short link was made for %s: the database is busy", path)
        return None


def _get_shown(entry_id: int) -> tuple[Entry, Circle, Actor]:
    """A whole entry on show: nobody carries further what only its author and the staff see."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    if entry.parent_id is not None or entry.status != "published":
        raise NotFound
    return entry, circle, here
