"""The part of /api/v1 that topics are registered on, and what its modules share."""

from typing import Any

from circle.core.api import Blueprint
from circle.core.web import visitor
from circle.topics import queries

blp = Blueprint("topics_api", __name__, url_prefix="/api/v1", description="Topics")


def topic_now(entry_id: int) -> dict[str, Any]:
    """A topic as who just changed it sees it."""
    return queries.topic_view(queries.get_topic(visitor(), entry_id))


def reply_now(reply_id: int) -> dict[str, Any]:
    """A floor as who just changed it sees it."""
    return queries.reply_view(*queries.get_reply(visitor(), reply_id))
