"""Opening a circle."""

from flask import Response, make_response, render_template, request

from circle.circles import actions, policy
from circle.circles.presets import PRESETS
from circle.circles.schemas import NewCircleInput
from circle.circles.views.blueprint import bp
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, see_other, visitor, write


@bp.get("/circles/new")
def new_circle() -> str:
    """Choose one of five starting points, then a name and an address."""
    require(visitor(), policy.can_create(visitor()))
    asked = request.args.get("preset")
    chosen = asked if asked in PRESETS else "interest"
    return _page(blank_form(NewCircleInput, {"preset": chosen}))


@bp.post("/circles/new")
@write
def create_circle() -> Response:
    """Open the circle."""
    form = read_form(NewCircleInput)
    if form:
        with form:
            circle = actions.create_circle(visitor(), form.input)
            return see_other(f"/c/{circle.slug}")
    return make_response(_page(form), form.status)


def _page(form: Form) -> str:
    return render_template("circles/new.html", form=form, presets=PRESETS)
