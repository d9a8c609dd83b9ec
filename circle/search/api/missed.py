"""What was looked for in a circle and found by nobody."""

from typing import Any

from circle.circles import queries as circles
from circle.core.api import page_of
from circle.core.web import visitor
from circle.search import queries
from circle.search.api.blueprint import blp
from circle.search.schemas import MissedOutput


@blp.get("/circles/<slug>/search/missed")
@blp.response(200, page_of(MissedOutput))
def list_missed(slug: str) -> dict[str, Any]:
    """What two members or more looked for in vain in 90 days, for owner and admins; at most 50."""
    circle, here = circles.enter(visitor(), slug)
    found = queries.missed_searches(here, circle)
    items = [{"words": one.words, "people": one.people, "last": one.last} for one in found]
    return {"items": items, "next": None}
