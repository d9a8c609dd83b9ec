"""The blueprint of the circles' pages, and what each of its views begins with."""

from flask import Blueprint

from circle.circles import queries
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.web import visitor

bp = Blueprint("circles", __name__)


def entered(slug: str) -> tuple[Circle, Actor]:
    """The circle at an address and the visitor placed in it."""
    return queries.enter(visitor(), slug)


def circle_id_at(slug: str) -> int:
    """The id of the circle at an address, when the visitor may know of it."""
    return entered(slug)[0].id
