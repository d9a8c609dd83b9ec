"""Repeats that were not asked: whether somebody was shown a question while typing, who joined."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.core.tokens import keyed_digest
from circle.qa import policy
from circle.qa.models import AvoidedRepeat, Question

ONE_WRITING = timedelta(hours=1)  # who joins several of those shown meanwhile spared one question
ASKED_AFTER_ALL = timedelta(days=1)  # so long joining and asking the same count as one
_PROOF = 24  # characters


@dataclass(frozen=True, slots=True)
class Avoided:
    """A question, and how many joined it instead of asking it again."""

    id: int
    title: str
    url: str
    repeats_avoided: int


def shown_proof(user_id: int, entry_id: int, day: date | None = None) -> str:
    """What goes out with a question shown while typing: today it was shown to this person."""
    text = f"{user_id} {entry_id} {day or clock.local_day()}"
    return keyed_digest("shown while typing", text)[:_PROOF]


def was_shown(user_id: int, entry_id: int, proof: str) -> bool:
    """Whether it was shown to them while they typed, today or yesterday."""
    today = clock.local_day()
    days = (today, today - timedelta(days=1))
    known = [shown_proof(user_id, entry_id, day) for day in days]
    return any(hmac.compare_digest(one.encode(), proof.encode()) for one in known)


def count_avoided(circle_id: int) -> int:
    """How often somebody joined a question of the circle instead of asking it again."""
    counted = select(func.count()).where(AvoidedRepeat.circle_id == circle_id)
    return session().scalar(counted) or 0


def avoided_lately(circle_id: int, user_id: int, span: timedelta) -> Mapping[int, str]:
    """Questions of a circle somebody joined instead of asking, not longer ago than this; titles."""
    rows = session().execute(
        select(Entry.id, Entry.title)
        .join(AvoidedRepeat, AvoidedRepeat.question_id == Entry.id)
        .where(AvoidedRepeat.user_id == user_id, AvoidedRepeat.circle_id == circle_id)
        .where(AvoidedRepeat.at > clock.now() - span)
    )
    return {one.id: one.title for one in rows}


def avoided_page(
    here: Actor, circle: Circle, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Any]:
    """Questions joined instead of asked again and how often, the newest first; for staff."""
    require(here, policy.can_see_avoided(here))
    joined = select(AvoidedRepeat.question_id).where(AvoidedRepeat.circle_id == circle.id)
    found: Any = (
        select(Entry.id, Entry.title, Question.avoided)
        .join(Question, Question.entry_id == Entry.id)
        .where(Question.entry_id.in_(joined), Question.avoided > 0, content.shown())
    )
    rows = session().execute(after(found, (Entry.id, Entry.id), cursor).limit(limit + 1)).all()
    return cut(rows, limit, lambda row: (row.id, row.id)).map(
        lambda kept: [
            Avoided(row.id, row.title, content.root_path(circle.slug, "question", row.id),
                    row.avoided)
            for row in kept
        ]
    )  # fmt: skip
