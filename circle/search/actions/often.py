"""How often somebody may search: nobody who reads notices, and no program keeps a site busy."""

import logging

from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import transaction
from circle.core.errors import Unavailable
from circle.core.recent import Recent
from circle.core.throttle import Limit, count_try

PERSON_SEARCHES = Limit("searches", 240, 60)  # with what is offered while one types
GUEST_SEARCHES = Limit("searches", 600, 60)  # per address: a school, an office
UNCOUNTED = 20  # of a minute, in each process: who reads what is found costs no write
MOST_SEEN = 4_096  # people and addresses a process remembers
WAIT_MS = 50  # a page does not wait for being counted

log = logging.getLogger("circle.search")
_seen: Recent[list[int]] = Recent(MOST_SEEN)


def count_search(actor: Actor, who: str) -> None:
    """Count one search of somebody; TooMany where that was far more than one can read.

    When the database is busy, the next one is counted.
    """
    limit = PERSON_SEARCHES if actor.user_id else GUEST_SEARCHES
    window = int(clock.now().timestamp()) // limit.seconds
    seen = _seen.get((who, window), lambda: [0])
    seen[0] += 1
    if seen[0] <= UNCOUNTED:
        return
    try:
        with transaction(wait_ms=WAIT_MS):
            count_try(limit, who)
    except Unavailable:
        log.info("a search was not counted: the database is busy")
