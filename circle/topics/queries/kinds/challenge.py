"""What a challenge shows: which day it is, the reader's own month, the day of each log."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, select

from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session
from circle.topics.models import ChallengeDay, Standing, Topic
from circle.topics.queries.calendars import month_days, month_of
from circle.topics.queries.challenges import challenge_days
from circle.topics.queries.kinds.showing import Showing
from circle.topics.queries.threads import Hosted
from circle.topics.timing import days_of


def _progress(hosted: Hosted) -> Mapping[str, Any]:
    """What is asked, which day it is, and the month of a reader who is a member. One query."""
    topic = hosted.topic
    return {
        **_span(topic), "needs_picture": bool(topic.settings.get("needs_picture")),
        "min_characters": topic.settings.get("min_characters") or 0, "mine": _mine(hosted),
    }  # fmt: skip


def _listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    return {topic.entry_id: _span(topic) for topic in topics}


def _marks(hosted: Hosted, floors: Sequence[Entry]) -> Mapping[int, Mapping[str, Any]]:
    """Which of its author's days a log belongs to: the first, the second, and so on."""
    days = {floor.id: (floor.author_id, clock.local_day(floor.created_at)) for floor in floors}
    numbers = _numbers(hosted.entry.id, set(days.values()))
    return {
        ident: {"day": key[1], "number": numbers[key]}
        for ident, key in days.items() if key in numbers
    }  # fmt: skip


def _span(topic: Topic) -> dict[str, Any]:
    first, last = days_of(topic)
    today, total = clock.local_day(), (last - first).days + 1
    return {
        "first_day": first, "last_day": last, "days": total,
        "day": max(0, min(total, (today - first).days + 1)),
    }  # fmt: skip


def _mine(hosted: Hosted) -> Mapping[str, Any] | None:
    if not hosted.here.is_member or hosted.here.user_id is None:
        return None
    rows = challenge_days(hosted.entry.id, hosted.here.user_id)
    standing, today = Standing(), clock.local_day()
    standing.count(rows)
    first, last = days_of(hosted.topic)
    month, by_day = month_of(max(first, min(today, last))), {row.day: row for row in rows}
    return {
        "days": standing.days, "streak": standing.streak_on(today), "longest": standing.longest,
        "done_today": today in by_day, "today": today, "month": month,
        "calendar": [asdict(one) for one in month_days(hosted.topic, month, by_day)],
    }  # fmt: skip


def _numbers(topic_id: int, wanted: set[tuple[int, date]]) -> Mapping[tuple[int, date], int]:
    if not wanted:
        return {}
    days = [day for _user, day in wanted]
    numbered = (
        select(
            ChallengeDay.user_id, ChallengeDay.day,
            func.row_number()
            .over(partition_by=ChallengeDay.user_id, order_by=ChallengeDay.day)
            .label("number"),
        )
        .where(ChallengeDay.topic_id == topic_id)
        .where(ChallengeDay.user_id.in_({user_id for user_id, _day in wanted}))
        .subquery()
    )  # fmt: skip
    rows = session().execute(
        select(numbered).where(numbered.c.day >= min(days), numbered.c.day <= max(days))
    )
    return {(row.user_id, row.day): row.number for row in rows}


SHOWING = Showing(progress=_progress, listed=_listed, marks=_marks)
