"""What is soon over in topics, and what of it waits for one reader; off when it is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry, Poll, PollVote
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.topics.models import (
    ChallengeDay,
    Entrant,
    Lottery,
    Reminder,
    SignUp,
    Standing,
    Topic,
)
from circle.topics.queries.assignments import SENT
from circle.topics.queries.news import Waits, news_for

AHEAD = timedelta(hours=24)
EVENING = 20  # the hour from which a day of a challenge that was not kept is worth a word
MOST = 5  # lines of each sort
SHOWN = 8  # lines at once
AT_ONCE = 1000


def to_remind_of() -> Sequence[dict[str, Any]]:
    """What is soon over and was not written down for that hour: rows of reminders."""
    now = clock.now()
    found: list[dict[str, Any]] = []
    for statement in (_due(now), _events(now), _days(now), _polls(now), _lotteries(now)):
        if statement is not None:
            known = select(Reminder.entry_id).where(
                Reminder.entry_id == statement.selected_columns.entry_id,
                Reminder.cause == statement.selected_columns.cause,
                Reminder.part == statement.selected_columns.part,
                Reminder.until == statement.selected_columns.until,
            )  # fmt: skip
            rows = session().execute(statement.where(~known.exists()).limit(AT_ONCE))
            found += [{**row._asdict(), "at": now} for row in rows]
    return found


def waits_for(here: Actor, circle: Circle) -> Sequence[Waits]:
    """What waits for a member in a circle's topics: what happened to them, what is soon.

    Nothing of what they did or saw already, does not concern them, or was moved to another hour.
    """
    if not here.is_member or here.user_id is None:
        return ()
    rows = session().execute(
        select(Reminder.cause, Reminder.until, Entry)
        .join(Entry, Entry.id == Reminder.entry_id)
        .join(Topic, Topic.entry_id == Reminder.entry_id)
        .where(Reminder.circle_id == circle.id, Reminder.until > clock.now())
        .where(Entry.lane == "topic", content.unblocked(here))
        .where(Topic.closed_at.is_(None), or_(*_undone(here.user_id)))
        .where(or_(Reminder.cause != "lottery", literal(_enters_draws(here, circle))))
        .order_by(Reminder.until, Reminder.entry_id)
        .limit(MOST)
    )
    soon = [Waits(row.cause, row.Entry.title, content.entry_path(circle.slug, row.Entry),
                  row.until) for row in rows]  # fmt: skip
    news = news_for(here, here.user_id, circle, MOST)
    return [*news, *soon][:SHOWN]


def _enters_draws(here: Actor, circle: Circle) -> bool:
    """Whether a draw can be for the reader: free to write here, and no staff (R36)."""
    return bool(circles.can_write(here, circle)) and here.role not in circles.STAFF


def _undone(me: int) -> list[ColumnElement[bool]]:
    """For each cause, that it stands as it was written and the reader has it to do."""
    today = clock.local_day()
    sent = select(Entry.id).where(
        Entry.parent_id == Reminder.entry_id, Entry.author_id == me, Entry.kind == "reply",
        Entry.status.in_(SENT),
    ).correlate(Reminder)  # fmt: skip
    coming = select(SignUp.user_id).where(
        SignUp.topic_id == Reminder.entry_id, SignUp.user_id == me, SignUp.state == "going",
        SignUp.held_until.is_(None),
    )
    takes_part = select(Standing.user_id).where(
        Standing.topic_id == Reminder.entry_id, Standing.user_id == me
    )
    kept = select(ChallengeDay.day).where(
        ChallengeDay.topic_id == Reminder.entry_id, ChallengeDay.user_id == me,
        ChallengeDay.day == today,
    )
    poll = select(Poll.id).where(Poll.id == Reminder.part, Poll.closes_at == Reminder.until)
    voted = select(PollVote.user_id).where(
        PollVote.poll_id == Reminder.part, PollVote.user_id == me
    )
    lottery = select(Lottery.id).where(
        Lottery.id == Reminder.part, Lottery.state == "open", Lottery.made_by != me
    )
    entered = select(Entrant.user_id).where(
        Entrant.lottery_id == Reminder.part, Entrant.user_id == me
    )
    return [
        and_(Reminder.cause == "due", Topic.ends_at == Reminder.until, Topic.host_id != me,
             ~sent.exists()),
        and_(Reminder.cause == "event", _begins() == Reminder.until, coming.exists()),
        and_(Reminder.cause == "day", Reminder.part == today.toordinal(), takes_part.exists(),
             ~kept.exists()),
        and_(Reminder.cause == "poll", poll.exists(), ~voted.exists()),
        and_(Reminder.cause == "lottery", lottery.exists(), Topic.host_id != me,
             ~entered.exists()),
    ]  # fmt: skip


def _begins() -> ColumnElement[Any]:
    return func.coalesce(Topic.starts_at, Topic.ends_at)


def _row(cause: str, part: Any, until: Any) -> Select[Any]:
    """The columns of a reminder, of topics that are on show and not closed."""
    return (
        select(
            Topic.entry_id.label("entry_id"), Topic.circle_id.label("circle_id"),
            literal(cause).label("cause"), part.label("part"), until.label("until"),
        )
        .join(Entry, Entry.id == Topic.entry_id)
        .where(Entry.lane == "topic", Topic.closed_at.is_(None))
    )  # fmt: skip


def _due(now: datetime) -> Select[Any]:
    return _row("due", literal(0), Topic.ends_at).where(
        Topic.kind == "assignment", Topic.ends_at > now, Topic.ends_at <= now + AHEAD
    )


def _events(now: datetime) -> Select[Any]:
    return _row("event", literal(0), _begins()).where(
        Topic.kind == "event", Topic.ends_at > now, _begins() > now, _begins() <= now + AHEAD
    )


def _days(now: datetime) -> Select[Any] | None:
    """Challenges of this day, in its evening."""
    if clock.local(now).hour < EVENING:
        return None
    today = clock.local_day()
    midnight = clock.day_start(today + timedelta(days=1))
    return _row("day", literal(today.toordinal()), literal(midnight, Topic.ends_at.type)).where(
        Topic.kind == "challenge", Topic.ends_at > now,
        func.coalesce(Topic.starts_at, Topic.opened_at) <= now,
    )


def _polls(now: datetime) -> Select[Any]:
    return (
        _row("poll", Poll.id, Poll.closes_at)
        .join(Poll, Poll.entry_id == Topic.entry_id)
        .where(Poll.closes_at > now, Poll.closes_at <= now + AHEAD)
    )


def _lotteries(now: datetime) -> Select[Any]:
    return (
        _row("lottery", Lottery.id, Lottery.freezes_at)
        .join(Lottery, Lottery.entry_id == Topic.entry_id)
        .where(Lottery.state == "open", Lottery.freezes_at > now)
        .where(Lottery.freezes_at <= now + AHEAD)
    )
