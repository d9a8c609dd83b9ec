"""Challenges: one's month of days, making one up, the ranking."""

from datetime import date
from typing import Any

from circle.content.schemas import PageQuery
from circle.core import clock
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp
from circle.topics.schemas.challenge import (
    ChallengeDaysOutput,
    DayInput,
    DaysQuery,
    RankingOutput,
    StandingOutput,
)


@blp.get("/topics/<int:entry_id>/days")
@blp.arguments(DaysQuery, location="query")
@blp.response(200, ChallengeDaysOutput)
def list_days(asked: dict[str, date | None], entry_id: int) -> queries.ChallengeCalendar:
    """One's month in a challenge, and what can be made up."""
    hosted = queries.get_topic(visitor(), entry_id)
    return queries.challenge_calendar(hosted, asked["month"])


@blp.post("/topics/<int:entry_id>/days/make-up")
@write
@blp.arguments(DayInput)
@blp.response(201, StandingOutput)
def make_up_day(given: dict[str, date], entry_id: int) -> dict[str, Any]:
    """Make up a missed day of a challenge, for points."""
    standing = actions.make_up_day(visitor(), entry_id, given["day"])
    return {
        "days": standing.days, "streak": standing.streak_on(clock.local_day()),
        "longest": standing.longest,
        "balance": queries.get_topic(visitor(), entry_id).here.points,
    }  # fmt: skip


@blp.get("/topics/<int:entry_id>/ranking")
@blp.arguments(PageQuery, location="query")
@blp.response(200, RankingOutput)
def get_ranking(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Who kept most days of a challenge, ties to who had them earlier; and one's own place."""
    hosted = queries.get_topic(visitor(), entry_id)
    page = queries.ranking_page(hosted, cursor=asked["cursor"], limit=read_limit(asked["limit"]))
    return {"items": page.items, "next": page.next, "mine": queries.my_place(hosted)}
