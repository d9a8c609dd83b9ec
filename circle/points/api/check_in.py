"""Check-ins as JSON: the month, checking in, mending a day."""

from datetime import date
from typing import Any

from circle.circles import queries as circles
from circle.core.web import visitor, write
from circle.points import actions, queries
from circle.points.api.blueprint import blp
from circle.points.schemas.check_in import (
    CheckInInput,
    CheckInOutput,
    CheckInsOutput,
    CheckInsQuery,
    MadeUpOutput,
    MakeUpInput,
)


@blp.get("/circles/<slug>/check-ins")
@blp.arguments(CheckInsQuery, location="query")
@blp.response(200, CheckInsOutput)
def list_check_ins(asked: dict[str, date | None], slug: str) -> queries.Calendar:
    """One's month of check-ins, what today and tomorrow bring, and what can be made up."""
    circle, here = circles.enter(visitor(), slug)
    return queries.calendar(here, circle, asked["month"])


@blp.post("/circles/<slug>/check-ins")
@write
@blp.arguments(CheckInInput)
@blp.alt_response(200, schema=CheckInOutput, description="The day was kept before", success=True)
@blp.response(201, CheckInOutput)
def check_in(given: dict[str, date | None], slug: str) -> tuple[dict[str, Any], int]:
    """Check in for today; once a local day. A `day` that is over is refused: `day_over`."""
    circle, _here = circles.enter(visitor(), slug)
    done = actions.check_in(visitor(), circle.id, given["day"])
    answer = {
        "day": done.check_in.day, "new": done.is_new,
        "points": done.points, "growth": done.growth, "balance": _balance(slug),
        "streak": 1 if visitor().is_minor else done.check_in.streak,
    }  # fmt: skip
    return answer, 201 if done.is_new else 200


@blp.post("/circles/<slug>/check-ins/make-up")
@write
@blp.arguments(MakeUpInput)
@blp.response(201, MadeUpOutput)
def make_up(given: dict[str, date], slug: str) -> dict[str, Any]:
    """Make up a missed day, for points: the streak goes on over it."""
    circle, _here = circles.enter(visitor(), slug)
    made = actions.make_up(visitor(), circle.id, given["day"])
    return {
        "day": made.day, "streak": made.streak, "made_up": made.made_up,
        "balance": _balance(slug),
    }  # fmt: skip


def _balance(slug: str) -> int:
    return circles.enter(visitor(), slug)[1].points
