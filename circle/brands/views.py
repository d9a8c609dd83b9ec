"""The files at the root that prove to an outside service who owns a domain."""

from flask import Blueprint, Response, request

from circle.brands import queries
from circle.brands.schemas import is_file_name
from circle.core.errors import NotFound

bp = Blueprint("brands", __name__)


@bp.get("/<string(maxlength=80):name>.txt")
def verification_file(name: str) -> Response:
    """A file an outside service fetches: exactly its content, no sign-in, no redirect."""
    file_name = f"{name}.txt"
    if not is_file_name(file_name):
        raise NotFound
    content = queries.verification_content(file_name, queries.brand_of_host(request.host))
    return Response(content, content_type="text/plain; charset=utf-8")
