"""Leaderboards and badges as JSON."""

from typing import Any

from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.core.web import is_in_wechat, visitor, write
from circle.points import actions, queries
from circle.points.api.blueprint import blp
from circle.points.schemas.boards import BadgesOutput, BoardOutput, BoardQuery, ShownOutput


@blp.get("/circles/<slug>/leaderboard")
@blp.arguments(BoardQuery, location="query")
@blp.response(200, BoardOutput)
def get_leaderboard(asked: dict[str, str], slug: str) -> queries.Board:
    """The first 50 of a period by contribution, and where one stands oneself."""
    circle, here = circles.enter(visitor(), slug)
    return queries.get_board(here, circle, asked["period"])


@blp.put("/circles/<slug>/leaderboard/me")
@write
@blp.response(200, ShownOutput)
def show_me(slug: str) -> Membership:
    """Be seen on the boards of a circle."""
    circle, _here = circles.enter(visitor(), slug)
    return actions.show_on_boards(visitor(), circle.id, True)


@blp.delete("/circles/<slug>/leaderboard/me")
@write
@blp.response(200, ShownOutput)
def hide_me(slug: str) -> Membership:
    """Be seen there no more."""
    circle, _here = circles.enter(visitor(), slug)
    return actions.show_on_boards(visitor(), circle.id, False)


@blp.get("/circles/<slug>/badges")
@blp.response(200, BadgesOutput)
def list_badges(slug: str) -> dict[str, Any]:
    """Every badge, the behaviour it thanks for, and who got it lately."""
    circle, here = circles.enter(visitor(), slug)
    return {"items": queries.list_badges(here, circle, in_wechat=is_in_wechat())}
