"""A circle by month."""

from typing import Any

from circle.circles import queries as circles
from circle.content import queries as content
from circle.content.schemas import EntryOutput, PageQuery
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.web import visitor
from circle.search import queries
from circle.search.api.blueprint import blp
from circle.search.schemas import MonthOutput, MonthsQuery


@blp.get("/circles/<slug>/archive")
@blp.arguments(MonthsQuery, location="query")
@blp.response(200, page_of(MonthOutput))
def list_months(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """The months with posts, questions or topics, latest first; `count` stops at 100.

    A page looks through ten years.
    """
    circle, _here = circles.enter(visitor(), slug)
    page = queries.months_page(circle, cursor=asked["cursor"])
    items = [{"month": one.name, "count": one.count} for one in page.items]
    return {"items": items, "next": page.next}


@blp.get("/circles/<slug>/archive/<name>")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntryOutput))
def list_month(asked: dict[str, Any], slug: str, name: str) -> dict[str, Any]:
    """What was written in one month, the latest first."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.month_page(
        here, circle, queries.read_month(name), cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": content.entry_views(here, circle, page.items), "next": page.next}
