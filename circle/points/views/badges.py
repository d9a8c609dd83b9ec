"""The badges of a circle: all of them, one's own lit."""

from flask import render_template

from circle.circles import queries as circles
from circle.core.web import is_in_wechat, visitor
from circle.points import queries
from circle.points.views.blueprint import bp


@bp.get("/c/<slug>/badges")
def show_badges(slug: str) -> str:
    """Every badge with the behaviour it thanks for, how far one is, and who got it lately."""
    circle, here = circles.enter(visitor(), slug)
    badges = queries.list_badges(here, circle, in_wechat=is_in_wechat())
    return render_template("points/badges.html", circle=circle, here=here, badges=badges)
