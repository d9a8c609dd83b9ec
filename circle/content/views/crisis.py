"""The staff's page for a crisis: one button that stops, one that lets everybody go on."""

from flask import Response, make_response, render_template

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.content import actions
from circle.content.schemas import FreezeInput
from circle.content.views.blueprint import bp, person
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, say, see_other, write


@bp.get("/c/<slug>/crisis")
def crisis(slug: str) -> str:
    """Whether members may write, and the button that changes it."""
    return _page(slug, blank_form(FreezeInput))


@bp.post("/c/<slug>/crisis")
@write
def freeze(slug: str) -> Response:
    """Only staff write from now on."""
    form = read_form(FreezeInput)
    if form:
        with form:
            circle, here = circles.enter(person(), slug)
            actions.freeze_circle(here, circle.id, form.input)
            say(lazy("From now on only staff write here"), undo=f"/c/{slug}/crisis/end")
            return see_other(f"/c/{slug}")
    return make_response(_page(slug, form), form.status)


@bp.post("/c/<slug>/crisis/end")
@write
def thaw(slug: str) -> Response:
    """Everybody writes again."""
    circle, here = circles.enter(person(), slug)
    actions.thaw_circle(here, circle.id)
    say(lazy("Everybody writes again"))
    return see_other(f"/c/{slug}")


def _page(slug: str, form: Form) -> str:
    circle, here = circles.enter(person(), slug)
    require(here, circle_policy.can_freeze(here, circle))
    return render_template("content/crisis.html", circle=circle, here=here, form=form)
