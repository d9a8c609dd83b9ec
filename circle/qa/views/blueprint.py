"""The blueprint all pages of questions hang on, and the way back to one."""

from flask import Blueprint, Response

from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.errors import SignInNeeded
from circle.core.web import back_to, visitor
from circle.qa.queries import Asked

bp = Blueprint("qa", __name__)


def person() -> Actor:
    """Who asks, when it has to be somebody."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def page_of(asked: Asked) -> str:
    """The address of a question."""
    return content.entry_path(asked.circle.slug, asked.entry)


def back_to_question(asked: Asked) -> Response:
    """Back to where the form was, else to the question."""
    return back_to(page_of(asked))
