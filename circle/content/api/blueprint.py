"""The part of /api/v1 that content's modules register their routes on, and what they share."""

from typing import Any

from flask import Response, make_response

from circle.content import queries
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.api import Blueprint
from circle.core.errors import SignInNeeded
from circle.core.web import visitor

blp = Blueprint(
    "content_api", __name__, url_prefix="/api/v1", description="Everything members write"
)


def shape_of(entry: Entry) -> dict[str, Any]:
    """An entry as the actor who just changed it sees it."""
    circle, here = queries.placed(visitor(), entry)
    return queries.entry_view(here, circle, entry)


def person() -> Actor:
    """Who asks, when it has to be somebody."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def nothing() -> Response:
    """Done, and there is nothing to say about it."""
    return make_response("", 204)


__all__ = ["blp", "nothing", "person", "shape_of"]
