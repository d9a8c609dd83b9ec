"""What somebody tried that takes a power of a role: kept after what was refused is undone."""

import logging
from collections.abc import Callable

from circle.core.errors import Attempt, Unavailable

log = logging.getLogger("circle.attempts")


Keeper = Callable[[Attempt, str], None]
_keepers: list[Keeper] = []


def keep_with(keeper: Keeper) -> None:
    """Take from `wiring` who keeps them; called once when the program starts."""
    _keepers[:] = [keeper]


def tell_attempt(attempt: Attempt, what: str) -> None:
    """Have it kept, in a transaction of its own; the refusal is answered whatever comes of that."""
    for keeper in _keepers:
        try:
            keeper(attempt, what)
        except Unavailable:
            log.warning("not kept, the database is busy: %s tried %s", attempt, what)
