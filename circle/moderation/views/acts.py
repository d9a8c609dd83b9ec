"""Taking back what staff did."""

from flask import Response

from circle.core.i18n import lazy
from circle.core.web import back_to, say, write
from circle.moderation import actions
from circle.moderation.models import Act
from circle.moderation.views.blueprint import bp, person


@bp.post("/acts/<int:act_id>/undo")
@write
def undo(act_id: int) -> Response:
    """Take an act back."""
    actions.undo_act(person(), act_id)
    say(lazy("Undone"))
    return back_to("/")


def undo_of(act: Act) -> str | None:
    """The address that takes an act back, or nothing when none does."""
    return None if act.is_final else f"/acts/{act.id}/undo"
