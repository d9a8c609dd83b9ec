"""What should have been decided: which of it goes on to the site's desk, and who let it lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import as_number
from circle.moderation import policy
from circle.moderation.models import Case
from circle.moderation.models.cases import RANKS, URGENT, USUAL

GRACE = timedelta(hours=24)  # after which somebody who complained has waited two days
BATCH = 200  # cases at once; the next run takes more
MOST_LATE = 1000  # overdue cases whose circles are told apart
MOST_CIRCLES = 10


@dataclass(frozen=True, slots=True)
class Late:
    """A circle that lets things lie, and how many."""

    circle: Circle
    cases: int


def let_lie() -> Sequence[ColumnElement[bool]]:
    """Which open cases of a circle alone the site's staff should see by now.

    What is urgent, when it is overdue; reports and appeals a day later. First posts and spot
    checks are the circle's own business, however long they wait.
    """
    complained = or_(Case.reports_count > 0, Case.subject == "appeal")
    return (
        Case.closed_at.is_(None), Case.desk == "circle",
        or_(_due_before(URGENT), and_(complained, _due_before(USUAL, GRACE))),
    )  # fmt: skip


def cases_let_lie() -> Sequence[int]:
    """The longest overdue of these, by number."""
    late = select(Case.id).where(*let_lie()).order_by(Case.place).limit(BATCH)
    return session().scalars(late).all()


def late_circles(actor: Actor) -> Sequence[Late]:
    """Circles with overdue cases on the site's desk, most first; NotFound for who is no staff."""
    if not policy.can_review_site(actor):
        raise NotFound
    late = (
        select(Case.circle_id)
        .where(Case.closed_at.is_(None), Case.desk == "both", Case.circle_id.is_not(None))
        .where(or_(_due_before(URGENT), _due_before(USUAL)))
        .order_by(Case.place).limit(MOST_LATE)
        .subquery()
    )  # fmt: skip
    many = func.count().label("many")
    counted = select(late.c.circle_id, many).group_by(late.c.circle_id).subquery()
    rows = session().execute(
        select(Circle, counted.c.many)
        .join(counted, counted.c.circle_id == Circle.id)
        .order_by(counted.c.many.desc(), Circle.id).limit(MOST_CIRCLES)
    )  # fmt: skip
    return [Late(*row) for row in rows]


def _due_before(urgency: int, by: timedelta = timedelta(0)) -> ColumnElement[bool]:
    """Cases of an urgency that were due so long ago, by their place in the queue."""
    first = urgency * RANKS
    return Case.place.between(first, first + as_number(clock.now() - by))
