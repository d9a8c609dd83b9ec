"""A member's own points as JSON."""

from typing import Any

from circle.circles import queries as circles
from circle.core.paging import read_limit
from circle.core.web import visitor
from circle.points import queries
from circle.points.api.blueprint import blp
from circle.points.schemas.my_points import PointsOutput, PointsQuery

PLAIN = ("balance", "spendable", "owed", "held", "waiting", "lapsing", "earned_today")


@blp.get("/circles/<slug>/points")
@blp.arguments(PointsQuery, location="query")
@blp.response(200, PointsOutput)
def get_points(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What one has in a circle, the next level, and one's own history, newest first."""
    circle, here = circles.enter(visitor(), slug)
    mine = queries.my_points(here, circle)
    ladder = mine.ladder
    following = {
        "level": ladder.level + 1, "growth": ladder.next_at, "left": ladder.left,
        "opens": ladder.opens,
    }  # fmt: skip
    limit = read_limit(asked["limit"])
    return {
        **{name: getattr(mine, name) for name in PLAIN},
        "growth": ladder.growth, "level": ladder.level,
        "next_level": None if ladder.next_at is None else following,
        "ledger": queries.history_page(here, circle, cursor=asked["cursor"], limit=limit),
    }  # fmt: skip
