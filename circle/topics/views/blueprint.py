"""The blueprint all pages of topics hang on, and the way back to one."""

from flask import Blueprint, Response

from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import SignInNeeded
from circle.core.web import back_to, visitor
from circle.topics.queries import Hosted

bp = Blueprint("topics", __name__)


def person() -> Actor:
    """Who asks, when it has to be somebody."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def page_of(hosted: Hosted) -> str:
    """The address of a topic."""
    return content.entry_path(hosted.circle.slug, hosted.entry)


def back_to_topic(hosted: Hosted) -> Response:
    """Back to where the form was, else to the topic."""
    return back_to(page_of(hosted))
