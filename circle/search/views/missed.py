"""What was looked for in a circle and found by nobody."""

from flask import render_template

from circle.circles import queries as circles
from circle.core.web import visitor
from circle.search import queries
from circle.search.views.blueprint import bp


@bp.get("/c/<slug>/search/missed")
def show_missed(slug: str) -> str:
    """What several members looked for in vain: what a circle may write about next."""
    circle, here = circles.enter(visitor(), slug)
    found = queries.missed_searches(here, circle)
    return render_template(
        "search/missed.html", circle=circle, here=here, found=found, days=queries.MISSED_DAYS,
        back=f"/c/{circle.slug}/manage",
    )  # fmt: skip
