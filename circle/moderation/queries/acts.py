"""What staff did: one act for who may undo it, and all of a circle, newest first."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.moderation import policy
from circle.moderation.models import Act, ActEntry


def get_act(actor: Actor, act_id: int, *, lock: bool = False) -> tuple[Act, Actor]:
    """An act and the actor placed where it was done; NotFound for who is no staff there."""
    statement = select(Act).where(Act.id == act_id)
    act = session().scalars(lock_row(statement) if lock else statement).one_or_none()
    if act is None:
        raise NotFound
    here = actor
    if act.circle_id is not None:
        circle = session().get_one(Circle, act.circle_id)
        ((_circle, here),) = circles.place_in(actor, [circle])
    if not policy.can_undo(here, act):
        raise NotFound
    return act, here


def entries_of_act(act: Act) -> Sequence[int]:
    """The entries an act touched, by id."""
    if act.entry_id is not None:
        return [act.entry_id]
    found = select(ActEntry.entry_id).where(ActEntry.act_id == act.id).order_by(ActEntry.entry_id)
    return session().scalars(found).all()


def acts_page(
    actor: Actor, slug: str, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[Circle, Actor, Page[Act]]:
    """What was done in a circle, newest first, for its staff."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_review_circle(here))
    statement = select(Act).where(Act.circle_id == circle.id)
    rows = session().scalars(after(statement, (Act.id, Act.id), cursor).limit(limit + 1)).all()
    return circle, here, cut(rows, limit, lambda act: (act.id, act.id))
