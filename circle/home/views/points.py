"""What a member has in a circle: points, the next level, ways to earn, where it came from."""

from collections.abc import Mapping

from flask import Response, current_app, make_response, render_template, request

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.web import is_in_wechat, page_limit, visitor
from circle.home import queries
from circle.home.views.blueprint import bp
from circle.points import policy
from circle.points import queries as points
from circle.points.queries import Way
from circle.points.rules import REASONS, RULE_NAMES
from circle.topics import policy as topics

EARNED_AT = {  # below the circle's own address, where it is earned; the front page for the rest
    "check_in": "/check-in", "post": "/posts/new", "question": "/questions/new",
    "answer": "/questions", "topic": "/topics/new", "reply": "/topics", "liked": "/posts/new",
    "featured": "/posts/new", "accepted": "/questions", "accepting": "/questions",
    "invited": "/about", "purchase": "/shop",
}  # fmt: skip


@bp.get("/c/<slug>/points")
def my_points(slug: str) -> Response:
    """One's own points in a circle, and their history; nobody else's."""
    circle, here = circles.enter(visitor(), slug)
    page = points.history_page(
        here, circle, cursor=request.args.get("cursor"), limit=page_limit()
    )
    is_part = request.headers.get("X-Fragment") == "history"
    refused = [] if is_part or request.args.get("cursor") else points.refused_today(here)
    ids = [row.entry_id for row in page.items] + [row.entry_id for row in refused]
    there = queries.still_there(here, circle, ids)
    links = {ident: content.entry_path(slug, entry) for ident, entry in there.items()}
    if is_part:
        return make_response(render_template("home/_movements.html", page=page, links=links))
    mine = points.my_points(here, circle)
    return make_response(
        render_template(
            "home/points.html", circle=circle, here=here, mine=mine, page=page, links=links,
            refused=refused, ways=[way for way in mine.ways if _is_open(way, here, circle)],
            names=RULE_NAMES, reasons=REASONS,
            places=_places(here), in_wechat=is_in_wechat(),
            has_boards=circles_policy.may_have(circle, "board"),
        )
    )  # fmt: skip


def _places(here: Actor) -> Mapping[str, str]:
    """Where each way is gone; who makes invite links finds them there."""
    if circles_policy.holds(here, circles_policy.Power.INVITE):
        return {**EARNED_AT, "invited": "/invites"}
    return EARNED_AT


def _is_open(way: Way, here: Actor, circle: Circle) -> bool:
    """Whether this can be done here: the circle has that kind, and one's level opens it."""
    if way.key == "topic" and not topics.can_open(here, circle):
        return False
    return policy.is_way(way.key, circle, current_app.blueprints, in_wechat=is_in_wechat())
