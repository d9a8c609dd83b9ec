"""Having opened a topic: what happened to its reader there waits for them no longer."""

import logging
from datetime import datetime

from circle.core.db import insert_into, transaction
from circle.core.errors import Unavailable
from circle.topics.models import Look
from circle.topics.queries import Hosted

LOOK_WAIT_MS = 50  # a page does not wait for having been read

log = logging.getLogger("circle.topics")


def note_look(hosted: Hosted, at: datetime) -> None:
    """What happened to a reader in a topic up to a moment counts as seen.

    A read does this by the way: when the database is busy the next one does it.
    """
    insert = insert_into(Look).values(
        topic_id=hosted.entry.id, user_id=hosted.here.user_id, circle_id=hosted.circle.id, at=at
    )
    noting = insert.on_conflict_do_update(
        index_elements=["topic_id", "user_id"], set_={"at": insert.excluded.at}
    )
    try:
        with transaction(wait_ms=LOOK_WAIT_MS) as current:
            current.execute(noting)
    except Unavailable:
        log.info("a look at a topic was not noted: the database is busy")
