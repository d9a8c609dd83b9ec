"""The one verb of the pages that bring packages together: having been there."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import transaction
from circle.core.errors import Unavailable

VISIT_WAIT_MS = 50  # a page does not wait for having been read
VISIT_EVERY = timedelta(minutes=1)  # a page read again at once is no reason to write
VISIT_DAY = timedelta(days=1)  # who reads on in a quiet circle is there, too

log = logging.getLogger("circle.home")


def is_visit_due(circle: Circle, seen_at: datetime | None) -> bool:
    """Whether opening a circle now is to be noted: something came since, or it is another day."""
    if seen_at is None:
        return True
    ago = clock.now() - seen_at
    return ago >= VISIT_DAY or (circle.last_active_at > seen_at and ago >= VISIT_EVERY)


def note_visit(actor: Actor) -> None:
    """Count everything in the circle entered as seen by the actor up to now.

    A read does this by the way: when the database is busy the next one does it.
    """
    now = clock.now()
    noting = (
        update(Membership)
        .where(Membership.id == actor.membership_id)
        .where(or_(Membership.seen_at.is_(None), Membership.seen_at < now))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
    try:
        with transaction(wait_ms=VISIT_WAIT_MS) as current:
            current.execute(noting)
    except Unavailable:
        log.info("a visit was not noted: the database is busy")
