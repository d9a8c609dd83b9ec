"""How often: counters per key and window, kept in the database so that every worker agrees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, action, insert_into, session
from circle.core.errors import TooMany
from circle.core.i18n import lazy


class Throttle(Model):
    """How many times something was tried in one window of time."""

    __tablename__ = "throttles"
    __table_args__ = (Index("ix_throttles_ends", "ends_at"),)

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


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


def count_try(limit: Limit, who: str) -> Standing:
    """Count one try, kept even if what follows fails; TooMany when it is one too many.

    Must stand before the verb's own transaction: a refused try has to stay counted.
    """
    if not _enabled:
        return Standing(limit.count, limit.count, 0)
    now = clock.now()
    tried, ends_at = _add_one(limit, who)
    reset = max(1, int((ends_at - now).total_seconds()))
    if tried > limit.count:
        raise TooMany(
            lazy("That was a lot at once. Try again in %(minutes)s min", minutes=reset // 60 + 1),
            retry_after=reset,
        )
    return Standing(limit.count, limit.count - tried, reset)


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
def _add_one(limit: Limit, who: str) -> tuple[int, datetime]:
    seconds = int(clock.now().timestamp())
    ends_at = clock.EPOCH + timedelta(seconds=seconds - seconds % limit.seconds + limit.seconds)
    row = {"key": f"{limit.name}:{who}"[:160], "ends_at": ends_at, "count": 1}
    counted = insert_into(Throttle).values(row).on_conflict_do_update(
        index_elements=[Throttle.key, Throttle.ends_at], set_={"count": Throttle.count + 1}
    ).returning(Throttle.count)
    return session().execute(counted).scalar_one(), ends_at
