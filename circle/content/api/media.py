"""Pictures as JSON."""

from typing import Any

from flask import Response, make_response

from circle.content import actions, queries
from circle.content.api.blueprint import blp, nothing, person
from circle.content.schemas import AltInput, FileInput, MediaOutput
from circle.core.web import visitor, visitor_key, write


@blp.post("/media")
@blp.arguments(FileInput, location="files")
@blp.arguments(AltInput, location="form")
@blp.response(201, MediaOutput)
def upload_picture(sent: dict[str, Any], described: dict[str, str]) -> Response:
    """Keep a picture until an entry carries it: JPEG, PNG, WebP, GIF or HEIC, 10 MB at most."""
    person()
    picture = actions.receive_picture(visitor_key(), sent["file"].stream)
    sent["file"].stream.seek(0)
    with actions.written_picture(picture) as files_of:
        return _keep(files_of, described["alt"])


@blp.get("/media/<int:media_id>")
@blp.response(200, MediaOutput)
def get_picture(media_id: int) -> dict[str, Any]:
    """A picture one may see."""
    return queries.media_view(queries.get_media(visitor(), media_id))


@blp.patch("/media/<int:media_id>")
@write
@blp.arguments(AltInput)
@blp.response(200, MediaOutput)
def describe_picture(described: dict[str, str], media_id: int) -> dict[str, Any]:
    """Say what one's own picture shows."""
    return queries.media_view(actions.describe_picture(visitor(), media_id, described["alt"]))


@blp.delete("/media/<int:media_id>")
@write
@blp.response(204)
def drop_picture(media_id: int) -> Response:
    """Let go of a picture nothing shows."""
    actions.drop_picture(visitor(), media_id)
    return nothing()


@write
def _keep(files_of: actions.WrittenPicture, alt: str) -> Response:
    """After decoding and writing, which are slow, have been done outside the transaction."""
    kept = actions.keep_written(visitor(), files_of, alt)
    return make_response(MediaOutput().dump(queries.media_view(kept)), 201)
