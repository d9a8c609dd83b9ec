"""Reads of the mode for minors."""

from collections.abc import Iterator
from typing import Any

from circle.accounts.models import MinorsMode
from circle.core.db import session


def minors_mode(user_id: int) -> MinorsMode | None:
    """The mode somebody chose, or None."""
    return session().get(MinorsMode, user_id, populate_existing=True)


def own_minors_mode(user_id: int) -> Iterator[dict[str, Any]]:
    """What is kept of the mode for somebody's own data: never the PIN."""
    mode = minors_mode(user_id)
    if mode is not None:
        yield {
            "minutes_a_day": mode.minutes, "since": mode.since, "day": mode.day.isoformat(),
            "minutes_used": mode.used,
        }  # fmt: skip
