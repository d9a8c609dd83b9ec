"""The blueprint content's pages register on, and what they share."""

from flask import Blueprint, Response, url_for

from circle.circles.models import Circle
from circle.content import queries
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.errors import NotFound, SignInNeeded
from circle.core.web import back_to, visitor

bp = Blueprint("content", __name__)


def person() -> Actor:
    """Who asks, when it has to be somebody."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor


def page_path(here: Actor, circle: Circle, entry: Entry) -> str:
    """Where an entry is read: its own page, or its place on the page it stands under."""
    if not entry.is_comment:
        return queries.entry_path(circle.slug, entry)
    try:
        under = queries.get_beside(here, circle, entry.stands_under or 0)
    except NotFound:
        return f"/c/{circle.slug}"
    if under.parent_id is not None:
        return url_for("content.comments", entry_id=under.id) + f"#e{entry.id}"
    return f"{queries.entry_path(circle.slug, under)}#e{entry.id}"


def back_to_entry(entry: Entry) -> Response:
    """Back to where the form was, else to the entry."""
    return back_to(path_to(entry))


def path_to(entry: Entry) -> str:
    """The address of an entry for whoever sends this request."""
    circle, here = queries.placed(visitor(), entry)
    return page_path(here, circle, entry)
