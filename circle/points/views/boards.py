"""The leaderboards, and whether one wants to be seen there."""

from flask import Response, render_template, request

from circle.circles import queries as circles
from circle.core.i18n import lazy
from circle.core.web import back_to, say, visitor, write
from circle.points import actions, queries
from circle.points.views.blueprint import bp


@bp.get("/c/<slug>/leaders")
def show_leaders(slug: str) -> str:
    """Who contributed most in a day, week, month or ever, and where one stands oneself."""
    circle, here = circles.enter(visitor(), slug)
    asked = request.args.get("period", "week")
    board = queries.get_board(here, circle, asked if asked in queries.PERIODS else "week")
    return render_template(
        "points/leaders.html", circle=circle, here=here, board=board, periods=queries.PERIODS,
        counted=queries.COUNTED,
    )  # fmt: skip


@bp.post("/c/<slug>/leaders/show")
@write
def show_me(slug: str) -> Response:
    """Be seen on the boards, or not."""
    circle, _here = circles.enter(visitor(), slug)
    on = request.form.get("on") == "on"
    actions.show_on_boards(visitor(), circle.id, on)
    say(lazy("Others see you on the boards") if on else lazy("You are not on the boards any more"))
    return back_to(f"/c/{slug}/leaders")
