"""Pictures over HTTP: every fetch is held against the entry that carries them."""

from flask import Response, make_response, request

from circle.content import queries
from circle.content.models.media import SIZES
from circle.content.views.blueprint import bp
from circle.core.errors import NotFound
from circle.core.pictures import CONTENT_TYPE
from circle.core.storage import files
from circle.core.web import visitor

PUBLIC = "public, max-age=600"  # what is hidden leaves shared caches within ten minutes
PRIVATE = "private, no-store"


@bp.get("/media/<uid>/<size>")
def picture(uid: str, size: str) -> Response:
    """One size of a picture, for whoever may read what carries it at this moment."""
    if size not in SIZES:
        raise NotFound
    served = queries.media_for(visitor(), uid)
    etag = f"{served.media.uid}-{size}"
    if served.public and request.if_none_match.contains(etag):
        response = make_response("", 304)
    else:
        with files().open(f"{served.media.storage_key}/{size}.webp") as kept:
            response = Response(kept.read(), mimetype=CONTENT_TYPE)  # at most a few hundred KB
    response.headers["Cache-Control"] = PUBLIC if served.public else PRIVATE
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if served.public:
        response.set_etag(etag)
    return response
