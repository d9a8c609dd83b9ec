"""The labels staff gave to oneself: seen, taken off, put back."""

from flask import Response, render_template, request

from circle.circles import actions, queries
from circle.circles.views.blueprint import bp
from circle.core.actor import Actor
from circle.core.errors import SignInNeeded
from circle.core.i18n import lazy
from circle.core.web import back_to, page_limit, say, visitor, write


@bp.get("/me/labels")
def own_labels() -> str:
    """What staff of every circle labelled one with, also where one left."""
    page = queries.own_labels_page(
        _person(), cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template("circles/own_labels.html", page=page)


@bp.post("/me/labels/<int:label_id>/refuse")
@write
def refuse_label(label_id: int) -> Response:
    """Take a label off oneself."""
    actions.refuse_label(_person(), label_id)
    say(lazy("The label is off. Nobody but you puts it back"), f"/me/labels/{label_id}/accept")
    return back_to("/me/labels")


@bp.post("/me/labels/<int:label_id>/accept")
@write
def accept_label(label_id: int) -> Response:
    """Put one that was taken off back on."""
    actions.accept_label(_person(), label_id)
    say(lazy("You carry the label again"), f"/me/labels/{label_id}/refuse")
    return back_to("/me/labels")


def _person() -> Actor:
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor
