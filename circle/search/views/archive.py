"""A circle by month: which months there are, and what was written in one."""

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.content import queries as content
from circle.core.pagecache import guest_cached
from circle.core.web import page_limit, visitor
from circle.search import queries
from circle.search.views.blueprint import bp


@bp.get("/c/<slug>/archive")
@guest_cached(circles.public_version)
def show_archive(slug: str) -> Response:
    """The months of a circle, year by year."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.months_page(circle, cursor=request.args.get("cursor"))
    return make_response(
        render_template("search/archive.html", circle=circle, here=here, page=page)
    )


@bp.get("/c/<slug>/archive/<name>")
@guest_cached(circles.public_version)
def show_month(slug: str, name: str) -> Response:
    """What was written in one month, the latest first."""
    circle, here = circles.enter(visitor(), slug)
    first = queries.read_month(name)
    page = queries.month_page(
        here, circle, first, cursor=request.args.get("cursor"), limit=page_limit()
    )
    items = content.line_items(here, [(entry, circle) for entry in page.items])
    part = request.headers.get("X-Fragment") == "lines"
    return make_response(render_template(
        "search/_month.html" if part else "search/month.html", circle=circle, here=here,
        first=first, page=page, items=items,
    ))  # fmt: skip
