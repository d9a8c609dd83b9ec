"""Verbs of the pages that bring packages together: having been there, turning a switch."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from circle.circles.models import Circle, Membership
from circle.core import clock, switches
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, transaction
from circle.core.errors import NotFound, Unavailable
from circle.core.switches import Standing
from circle.events import SwitchTurned
from circle.home import policy

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


@action
def turn_switch(actor: Actor, name: str, on: bool, reason: str | None = None) -> Standing:
    """Those who look after the site turn one of its switches; everybody reads the reason.

    Without a reason the last one stays, as when a turn is taken back.
    """
    if not policy.can_look_after_site(actor):
        raise NotFound
    before = switches.read_all().get(name, switches.OFF)
    told = before.reason if reason is None else reason.strip()
    standing = Standing(on, told, actor.name)
    switches.turn(name, standing)
    emit(SwitchTurned(name=name, is_on=on, reason=told, user_id=actor.user_id))
    return standing
