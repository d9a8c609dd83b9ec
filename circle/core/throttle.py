"""How often: counters per key and window, kept in the database so that every worker agrees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from flask import has_request_context
from sqlalchemy import Executable, Index, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, action, dialect_name, insert_into, session, table_of
from circle.core.errors import TooMany
from circle.core.i18n import lazy


class Throttle(Model):
    """How many times something was tried in one window of time."""

    __tablename__ = "throttles"
    __table_args__ = (Index("ix_throttles_ends", "ends_at"),)

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any window of `seconds`, named for its counter."""

    name: str
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a limit, for the RateLimit headers."""

    limit: int
    remaining: int
    reset: int


_enabled = True


def enable(on: bool) -> None:
    """Switch limits on or off for the whole process (CIRCLE_RATE_LIMITS)."""
    global _enabled
    _enabled = on


def count_try(limit: Limit, who: str, beside: Callable[[], None] | None = None) -> Standing:
    """Count one try, kept even if what follows fails; TooMany when it is one too many.

    Must stand before the verb's own transaction: a refused try has to stay counted. `beside` is
    done in the counting's own transaction, unless it is one too many.
    """
    if not _enabled:
        if beside is not None:
            beside()
        return Standing(limit.count, limit.count, 0)
    now = clock.now()
    tried, ends_at = _add_one(limit, who, beside)
    reset = _seconds_left(ends_at, now)
    if tried > limit.count:
        raise _too_many(limit, reset)
    return Standing(limit.count, limit.count - tried, reset)


@action
def count_deeds(limits: Sequence[Limit], who: str) -> None:
    """Count what somebody does in every window it is limited in; TooMany when one is full.

    Inside the verb that does it: what fails or is refused does not count. Only what comes with a
    request counts: jobs, imports and commands are the site's own.
    """
    if not _enabled or not limits or not comes_with_request():
        return
    now = clock.now()
    rows = [_row(limit, who, now) for limit in sorted(limits, key=lambda limit: limit.seconds)]
    counted = session().execute(_counting(dialect_name()), rows)
    done = {(key, ends_at): often for key, ends_at, often in counted}
    for limit in sorted(limits, key=lambda limit: limit.seconds, reverse=True):
        row = _row(limit, who, now)
        if done[row["key"], row["ends_at"]] > limit.count:
            raise _too_many(limit, _seconds_left(row["ends_at"], now))


def comes_with_request() -> bool:
    """Whether somebody asks for it just now: jobs, imports and commands are the site's own."""
    return has_request_context()


@action
def forget_tries(limit: Limit, who: str) -> None:
    """Start counting anew, after a success that shows the tries were honest."""
    session().execute(delete(Throttle).where(Throttle.key == f"{limit.name}:{who}"[:160]))


@action
def take_back_try(limit: Limit, who: str) -> None:
    """Not count the last try after all: it succeeded, and only failures are to be limited."""
    session().execute(
        update(Throttle)
        .where(Throttle.key == f"{limit.name}:{who}"[:160], Throttle.count > 0)
        .where(Throttle.ends_at > clock.now())
        .values(count=Throttle.count - 1)
    )


@action
def drop_past_windows() -> None:
    """Delete counters whose window is over."""
    session().execute(delete(Throttle).where(Throttle.ends_at < clock.now()))


@action
def _add_one(
    limit: Limit, who: str, beside: Callable[[], None] | None
) -> tuple[int, datetime]:
    row = _row(limit, who, clock.now())
    _key, _ends_at, tried = session().execute(_counting(dialect_name()), row).one()
    if beside is not None and tried <= limit.count:
        beside()
    return tried, row["ends_at"]


@cache
def _counting(dialect: str) -> Executable:
    """One more in each window; built once for each database: every request is counted."""
    throttles = table_of(Throttle)
    counted: Executable = insert_into(throttles).on_conflict_do_update(
        index_elements=["key", "ends_at"], set_={"count": throttles.c.count + 1}
    ).returning(throttles.c.key, throttles.c.ends_at, throttles.c.count)
    return counted


def _row(limit: Limit, who: str, now: datetime) -> dict[str, Any]:
    """The counter of the window a moment lies in."""
    seconds = int(now.timestamp())
    ends_at = clock.EPOCH + timedelta(seconds=seconds - seconds % limit.seconds + limit.seconds)
    return {"key": f"{limit.name}:{who}"[:160], "ends_at": ends_at, "count": 1}


def _seconds_left(ends_at: datetime, now: datetime) -> int:
    """Whole seconds after which the window is over: who waits so long is let in."""
    return max(1, ceil((ends_at - now).total_seconds()))


def _too_many(limit: Limit, reset: int) -> TooMany:
    """The refusal, with the limit it is for and when its window ends."""
    if reset >= 2 * HOUR:
        told = lazy("That was a lot for one day. Try again in %(hours)s h", hours=-(-reset // HOUR))
    else:
        told = lazy("That was a lot at once. Try again in %(minutes)s min", minutes=reset // 60 + 1)
    return TooMany(told, retry_after=reset, limit=limit.count)
