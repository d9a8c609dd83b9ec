"""What a challenge shows: which day it is, the reader's own month, the day of each log."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session
from circle.topics.models import ChallengeDay, Standing, Topic
from circle.topics.queries.calendars import month_days, month_of
from circle.topics.queries.kinds.showing import Showing, Shown
from circle.topics.queries.threads import Hosted
from circle.topics.timing import days_of


def _read(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    """What is asked, which day it is, the month of a reader who is a member; the day of each log.
    """
    topic, me = hosted.topic, hosted.here.user_id if hosted.here.is_member else None
    days = {floor.id: (floor.author_id, clock.local_day(floor.created_at)) for floor in floors}
    rows = _numbered(hosted.entry.id, me, set(days.values()))
    mine = sorted((row for row, _no in rows if row.user_id == me), key=lambda row: row.day)
    numbers = {(row.user_id, row.day): number for row, number in rows}
    said = {
        **_span(topic), "needs_picture": bool(topic.settings.get("needs_picture")),
        "min_characters": topic.settings.get("min_characters") or 0,
        "mine": None if me is None else _mine(hosted, mine),
    }  # fmt: skip
    return Shown(said, {
        ident: {"day": key[1], "number": numbers[key]}
        for ident, key in days.items() if key in numbers
    })  # fmt: skip


def _listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    return {topic.entry_id: _span(topic) for topic in topics}


def _span(topic: Topic) -> dict[str, Any]:
    first, last = days_of(topic)
    today, total = clock.local_day(), (last - first).days + 1
    return {
        "first_day": first, "last_day": last, "days": total,
        "day": max(0, min(total, (today - first).days + 1)),
    }  # fmt: skip


def _mine(hosted: Hosted, rows: Sequence[ChallengeDay]) -> Mapping[str, Any]:
    standing, today = Standing(), clock.local_day()
    standing.count(rows)
    first, last = days_of(hosted.topic)
    month, by_day = month_of(max(first, min(today, last))), {row.day: row for row in rows}
    return {
        "days": standing.days, "streak": standing.streak_on(today), "longest": standing.longest,
        "done_today": today in by_day, "today": today, "month": month,
        "calendar": [asdict(one) for one in month_days(hosted.topic, month, by_day)],
    }  # fmt: skip


def _numbered(
    topic_id: int, me: int | None, logged: set[tuple[int, date]]
) -> Sequence[tuple[ChallengeDay, int]]:
    """Days with which of their member's they are: all of the reader's, and those around logs."""
    people = {user_id for user_id, _day in logged} | ({me} if me is not None else set())
    if not people:
        return ()
    numbered = (
        select(
            ChallengeDay.user_id, ChallengeDay.day,
            func.row_number()
            .over(partition_by=ChallengeDay.user_id, order_by=ChallengeDay.day)
            .label("number"),
        )
        .where(ChallengeDay.topic_id == topic_id, ChallengeDay.user_id.in_(people))
        .subquery()
    )  # fmt: skip
    days = [day for _user, day in logged]
    around = [ChallengeDay.day.between(min(days), max(days))] if days else []
    same = and_(ChallengeDay.user_id == numbered.c.user_id, ChallengeDay.day == numbered.c.day)
    rows = session().execute(
        select(ChallengeDay, numbered.c.number)
        .join(numbered, same)
        .where(ChallengeDay.topic_id == topic_id)
        .where(or_(ChallengeDay.user_id == (me or 0), *around))
    )
    return [(row[0], row[1]) for row in rows]


SHOWING = Showing(read=_read, listed=_listed)
