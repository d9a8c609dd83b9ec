"""Staff take an entry out of sight, or bring it back."""

from flask import Response, make_response, render_template, request

from circle.circles.models import Circle
from circle.content import policy, queries
from circle.content.models import Entry
from circle.content.schemas import ReasonInput
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.web import back_to, blank_form, read_form, say, see_other, visitor, write
from circle.moderation import actions
from circle.moderation.views.acts import undo_of
from circle.moderation.views.blueprint import bp, person


@bp.get("/entries/<int:entry_id>/hide")
def ask_reason(entry_id: int) -> str:
    """Why it is taken out of sight: its author reads it."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    if not policy.can_hide(here, entry):
        raise NotFound
    return render_template(
        "content/hide.html", circle=circle, here=here, entry=entry, form=blank_form(ReasonInput),
        back=queries.entry_path(circle.slug, entry),
    )  # fmt: skip


@bp.post("/entries/<int:entry_id>/hide")
@write
def hide(entry_id: int) -> Response:
    """Staff take an entry out of sight."""
    form = read_form(ReasonInput)
    if not form:
        return make_response(ask_reason(entry_id), 422)
    act = actions.hide_entry(person(), entry_id, form.input.reason)
    say(lazy("Hidden. Its author sees why"), undo=undo_of(act))
    return _away(*_placed(entry_id))


@bp.post("/entries/<int:entry_id>/unhide")
@write
def unhide(entry_id: int) -> Response:
    """Staff bring it back."""
    act = actions.unhide_entry(person(), entry_id)
    say(lazy("It is back"), undo=undo_of(act))
    entry, circle = _placed(entry_id)
    return back_to(queries.entry_path(circle.slug, entry))


def _placed(entry_id: int) -> tuple[Entry, Circle]:
    entry, circle, _here = queries.get_entry(visitor(), entry_id)
    return entry, circle


def _away(entry: Entry, circle: Circle) -> Response:
    """After an entry went: back to the list one came from, never to the page that is gone."""
    if entry.is_comment:
        return back_to(queries.entry_path(circle.slug, entry))
    place, came_from = f"/c/{circle.slug}", request.form.get("_next", "")
    return see_other(place) if f"/{entry.id}" in came_from else back_to(place)
