"""One's own page: the way to everything of one's own, and what one has in each circle."""

from flask import render_template

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.core.errors import SignInNeeded
from circle.core.web import visitor
from circle.home import queries
from circle.home.views.blueprint import bp


@bp.get("/me")
def me() -> str:
    """Everything of one's own, one tap away: points and orders circle by circle, too."""
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return render_template(
        "home/me.html", user=accounts.get_user(actor.user_id), requests=circles.my_requests(actor),
        belongings=queries.belongings(actor),
    )  # fmt: skip
