"""The blueprint the pages of telling people hang on."""

from flask import Blueprint

from circle.core.actor import Actor
from circle.core.errors import SignInNeeded
from circle.core.web import visitor

bp = Blueprint("notifications", __name__)


def person() -> Actor:
    """Who asks, when it has to be somebody."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor
