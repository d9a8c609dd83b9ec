"""What a person does with the labels staff gave to them: take one off, put it back."""

from datetime import datetime

from sqlalchemy import update

from circle.circles import queries
from circle.circles.models import LabelGiven
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.events import LabelRefused


@action
def refuse_label(actor: Actor, label_id: int) -> LabelGiven:
    """Take a label off oneself, wherever one stands in its circle; nobody else puts it back.

    When it came by a merge, the label it came from is taken off as well: bringing that one back
    would bring the same word back.
    """
    given = _own(actor, label_id)
    if given.refused_at is None:
        _mark(given, clock.now())
        emit(LabelRefused(given.circle_id, given.label_id, given.member_id, off=True))
    return given


@action
def accept_label(actor: Actor, label_id: int) -> LabelGiven:
    """Put a label one took off back on."""
    given = _own(actor, label_id)
    if given.refused_at is not None:
        _mark(given, None)
        emit(LabelRefused(given.circle_id, given.label_id, given.member_id, off=False))
    return given


def _own(actor: Actor, label_id: int) -> LabelGiven:
    """What was given, with its circle kept: labels of one circle change one after another."""
    queries.lock_circle(queries.get_own_label(actor, label_id).circle_id)
    return queries.get_own_label(actor, label_id)


def _mark(given: LabelGiven, at: datetime | None) -> None:
    given.refused_at = at
    session().execute(
        update(LabelGiven)
        .where(LabelGiven.label_id == given.via_id, LabelGiven.member_id == given.member_id)
        .values(refused_at=at)
    )
