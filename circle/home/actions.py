"""The one verb of the pages that bring packages together: having been there."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session

VISIT_EVERY = timedelta(minutes=1)  # a page read again at once is no reason to write


def is_visit_due(circle: Circle, seen_at: datetime | None) -> bool:
    """Whether opening a circle now changes what is unread there: something came since."""
    if seen_at is None:
        return True
    return circle.last_active_at > seen_at and clock.now() - seen_at >= VISIT_EVERY


@action
def note_visit(actor: Actor) -> None:
    """Count everything in the circle entered as seen by the actor up to now."""
    now = clock.now()
    session().execute(
        update(Membership)
        .where(Membership.id == actor.membership_id)
        .where(or_(Membership.seen_at.is_(None), Membership.seen_at < now))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
