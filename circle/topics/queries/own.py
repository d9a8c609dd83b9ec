"""A person's own topics and where they took part, for their own export."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.db import session
from circle.topics.models import (
    ChallengeDay,
    Credit,
    Idea,
    Participation,
    Pick,
    Reading,
    SignUp,
    Standing,
    Submission,
    Topic,
)

BATCH = 500


def own_topics(user_id: int) -> Iterator[dict[str, Any]]:
    """What somebody hosts or opened, and how it went."""
    rows = session().scalars(
        select(Topic)
        .join(Entry, Entry.id == Topic.entry_id)
        .where(Entry.author_id == user_id, Entry.author_state != "removed")
        .order_by(Topic.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "entry": row.entry_id, "kind": row.kind, "rules": row.rules,
            "starts_at": row.starts_at, "ends_at": row.ends_at, "floors": row.floors,
            "closing": row.closing, "closed_at": row.closed_at,
        }  # fmt: skip


def own_participations(user_id: int) -> Iterator[dict[str, Any]]:
    """Where somebody took part, and how far they read."""
    taking_part = session().scalars(
        select(Participation)
        .where(Participation.user_id == user_id)
        .order_by(Participation.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for row in taking_part:
        yield {"topic": row.topic_id, "floors": row.floors, "last_at": row.last_at}
    readings = session().scalars(
        select(Reading)
        .where(Reading.user_id == user_id)
        .order_by(Reading.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for reading in readings:
        yield {"topic": reading.topic_id, "read_up_to": reading.floor, "at": reading.at}


def own_challenge_days(user_id: int) -> Iterator[dict[str, Any]]:
    """The days somebody kept or made up in challenges, and where that put them."""
    days = session().scalars(
        select(ChallengeDay)
        .where(ChallengeDay.user_id == user_id)
        .order_by(ChallengeDay.topic_id, ChallengeDay.day)
        .execution_options(yield_per=BATCH)
    )
    for row in days:
        yield {
            "topic": row.topic_id, "day": str(row.day), "entry": row.entry_id,
            "made_up_at": row.made_up_at, "at": row.at,
        }  # fmt: skip
    standings = session().scalars(
        select(Standing).where(Standing.user_id == user_id).order_by(Standing.topic_id)
    )
    for standing in standings:
        yield {
            "topic": standing.topic_id, "days": standing.days, "streak": standing.streak,
            "longest": standing.longest, "last_day": str(standing.last_day),
            "reached_at": standing.reached_at,
        }  # fmt: skip


def own_submissions(user_id: int) -> Iterator[dict[str, Any]]:
    """What somebody handed in, and what was said of it."""
    rows = session().scalars(
        select(Submission)
        .where(Submission.user_id == user_id)
        .order_by(Submission.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "topic": row.topic_id, "entry": row.entry_id, "handed_in_at": row.handed_in_at,
            "grade": row.grade, "note": row.review_note, "reviewed_at": row.reviewed_at,
            "shown_at": row.shown_at,
        }  # fmt: skip


def own_picks(user_id: int) -> Iterator[dict[str, Any]]:
    """Which of somebody's entries to calls were shortlisted or chosen."""
    rows = session().scalars(
        select(Pick)
        .join(Entry, Entry.id == Pick.entry_id)
        .where(Entry.author_id == user_id)
        .order_by(Pick.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "topic": row.topic_id, "entry": row.entry_id, "shortlisted_at": row.shortlisted_at,
            "chosen_at": row.chosen_at,
        }  # fmt: skip


def own_sign_ups(user_id: int) -> Iterator[dict[str, Any]]:
    """The events somebody signed up for, and whether they were there."""
    rows = session().scalars(
        select(SignUp)
        .where(SignUp.user_id == user_id)
        .order_by(SignUp.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "topic": row.topic_id, "number": row.number,
            "state": row.state if row.stands else "cancelled",
            "taken_off_at": row.off_at, "taken_off_because": row.off_reason,
            "signed_up_at": row.signed_up_at, "moved_up_at": row.moved_up_at,
            "checked_in_at": row.checked_in_at,
        }  # fmt: skip


def own_ideas(user_id: int) -> Iterator[dict[str, Any]]:
    """What somebody asked for and what became of it; then the ideas they are thanked for."""
    ideas = session().scalars(
        select(Idea)
        .join(Entry, Entry.id == Idea.entry_id)
        .where(Entry.author_id == user_id)
        .order_by(Idea.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in ideas:
        yield {
            "topic": row.topic_id, "entry": row.entry_id, "status": row.status,
            "note": row.status_note, "status_at": row.status_at, "wanted": row.wanted,
            "merged_into": row.merged_into,
        }  # fmt: skip
    thanked = session().scalars(
        select(Credit)
        .where(Credit.user_id == user_id)
        .order_by(Credit.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for one in thanked:
        yield {"thanked_for": one.entry_id, "part": one.part, "at": one.at}
