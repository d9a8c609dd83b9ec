"""Audiences: whom something concerns when they are too many to name, a portion at a time, by id."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from circle.circles.models import Membership
from circle.core.clock import EPOCH
from circle.core.db import session
from circle.moderation.models import ActEntry
from circle.notifications.queries.audience import is_in
from circle.topics import queries as topics
from circle.topics.models import ChallengeDay, Entrant, SignUp, Standing

Audience = tuple[str | int, ...]  # which, and of what: what a job's payload can hold


def members_of(circle_id: int) -> Select[Any]:
    """Everybody in a circle."""
    return select(Membership.user_id.label("id")).where(
        Membership.circle_id == circle_id, is_in()
    )


def _entrants(lottery_id: int) -> Select[Any]:
    return select(Entrant.user_id.label("id")).where(Entrant.lottery_id == lottery_id)


def _moved_up(topic_id: int, at: int) -> Select[Any]:
    moment = EPOCH + timedelta(microseconds=at)
    return select(SignUp.user_id.label("id")).where(
        SignUp.topic_id == topic_id, SignUp.moved_up_at == moment
    )


def _contributors(entry_id: int) -> Select[Any]:
    return select(topics.contributors(entry_id).c.user_id.label("id"))


def _coming(topic_id: int) -> Select[Any]:
    return select(SignUp.user_id.label("id")).where(
        SignUp.topic_id == topic_id, SignUp.state == "going", SignUp.held_until.is_(None)
    )


def _not_kept(topic_id: int, day: int) -> Select[Any]:
    kept = select(ChallengeDay.day).where(
        ChallengeDay.topic_id == topic_id, ChallengeDay.user_id == Standing.user_id,
        ChallengeDay.day == date.fromordinal(day),
    )  # fmt: skip
    return select(Standing.user_id.label("id")).where(
        Standing.topic_id == topic_id, ~kept.exists()
    )


def _authors_touched(act_id: int) -> Select[Any]:
    return select(ActEntry.author_id.label("id")).where(ActEntry.act_id == act_id).distinct()


AUDIENCES: Mapping[str, Callable[..., Select[Any]]] = {
    "members": members_of,
    "entrants": _entrants,
    "moved_up": _moved_up,
    "contributors": _contributors,
    "touched": _authors_touched,
    "coming": _coming,
    "not_kept": _not_kept,
}


def portion_of(audience: Audience, after: int, limit: int) -> Sequence[int]:
    """The next users of an audience, by id."""
    kind, *of = audience
    people = AUDIENCES[str(kind)](*of).subquery()
    found = select(people.c.id).where(people.c.id > after).order_by(people.c.id).limit(limit)
    return session().scalars(found).all()
