"""In a crisis: only staff write, and what the circle has to say stands on top."""

from datetime import timedelta

from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.models import Circle
from circle.content import queries
from circle.content.actions.entries import write_entry
from circle.content.models import Entry
from circle.content.schemas import Freezing, NewEntry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Invalid
from circle.core.i18n import lazy

ON_TOP = timedelta(days=30)  # or until it is over
STATEMENT = "statement"  # on the card of what was said in a crisis


@action
def freeze_circle(actor: Actor, circle_id: int, freezing: Freezing) -> Circle:
    """Staff stop all writing of members at once; a statement goes on top, beside what is there."""
    circle, here = circle_reads.enter_by_id(actor, circle_id)
    circles.check_words(circle_id, reason=freezing.reason)
    if freezing.statement:  # first, for what is refused of it leaves the circle as it was
        _state(here, circle, freezing.statement)
    return circles.freeze_circle(here, circle_id, freezing.reason)


@action
def thaw_circle(actor: Actor, circle_id: int) -> Circle:
    """Staff let everybody write again; the statement stays to be read, but not on top."""
    circle = circles.thaw_circle(actor, circle_id)
    for entry in queries.pinned(circle):
        if entry.card.get(STATEMENT):
            entry.pinned_until, entry.announcement = None, False
    return circle


def _state(here: Actor, circle: Circle, source: str) -> Entry:
    if "post" not in circle.kinds:
        said = lazy("Posts are switched off here. Pin what is to be said by itself")
        raise Invalid(said, errors={"statement": [said]})
    entry = write_entry(here, NewEntry(circle_id=circle.id, kind="post", source=source))
    entry.card = {**entry.card, STATEMENT: True}
    entry.pinned_until, entry.announcement = clock.now() + ON_TOP, True
    session().flush()
    return entry
