"""Putting away what a member was congratulated on."""

from flask import Response

from circle.circles import queries as circles
from circle.core.gate import stays_open
from circle.core.web import back_to, read_form, visitor, write
from circle.points import actions
from circle.points.schemas.news import ToldInput
from circle.points.views.blueprint import bp


@bp.post("/c/<slug>/told")
@stays_open
@write
def note_told(slug: str) -> Response:
    """The level and badges of this sheet were seen."""
    form = read_form(ToldInput)
    if form:
        circle, _here = circles.enter(visitor(), slug)
        actions.note_told(visitor(), circle.id, form.input)
    return back_to(f"/c/{slug}")
