"""What members look for and nobody has written about."""

import logging
from hashlib import blake2b

from sqlalchemy import delete, select

from circle.circles.models import Circle
from circle.config import settings_in_use
from circle.core import clock, throttle
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session, transaction
from circle.core.errors import TooMany, Unavailable
from circle.core.throttle import Limit
from circle.search import policy
from circle.search.models import MAX_MISSED, MissedSearch
from circle.search.operators import Search
from circle.search.queries.missed import MISSED_DAYS
from circle.search.tokens import comparable, query_terms

NOTED_A_DAY = Limit("missed_searches", 40, 86_400)  # of one member; nobody has more to look for
WAIT_MS = 50  # a page does not wait for having found nothing

log = logging.getLogger("circle.search")


def note_missed(here: Actor, circle: Circle, search: Search) -> None:
    """Keep what a member looked for in vain, and nobody's name with it.

    Only words by themselves: what was narrowed may well be there. A read does this by the way: when
    the database is busy, the next one does it.
    """
    words = " ".join(comparable(search.asked.text).split())
    if here.user_id is None or not here.is_member or not search.names:
        return
    if policy.can_see_missed(here):  # who reads the list would be told of the one other reader
        return
    if len(words) > MAX_MISSED or not query_terms(words):
        return
    try:
        with transaction(wait_ms=WAIT_MS):
            throttle.count_try(NOTED_A_DAY, f"u{here.user_id}")
            _keep(circle.id, words, _reader(circle.id, words, here.user_id))
    except (TooMany, Unavailable) as reason:
        log.info("a search that found nothing was not noted: %s", type(reason).__name__)


@action
def forget_missed() -> None:
    """What was looked for in vain goes after 90 days, in every circle.

    Circle by circle, so that the index tells what is old.
    """
    session().execute(
        delete(MissedSearch)
        .where(MissedSearch.circle_id.in_(select(Circle.id)))
        .where(MissedSearch.missed_at < clock.ago(days=MISSED_DAYS))
    )


@action
def _keep(circle_id: int, words: str, reader: str) -> None:
    now = clock.now()
    row = {"circle_id": circle_id, "words": words, "reader": reader, "missed_at": now}
    session().execute(
        insert_into(MissedSearch).values(row).on_conflict_do_update(
            index_elements=["circle_id", "words", "reader"], set_={"missed_at": now}
        )
    )


def _reader(circle_id: int, words: str, user_id: int) -> str:
    """Tells one who looked for these words from another, and can be read backwards by nobody."""
    key = blake2b(settings_in_use().secret_key.encode()).digest()
    told = f"{circle_id}:{words}:{user_id}".encode()
    return blake2b(told, key=key, digest_size=12).hexdigest()
