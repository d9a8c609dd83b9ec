"""What staff did: one act for who may undo it, and all of a circle, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.moderation import policy
from circle.moderation.models import Act, ActEntry, Appeal
from circle.moderation.models.acts import APPEALABLE


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
    member = session().get(Membership, act.membership_id or 0)
    mine = select(ActEntry.act_id).where(
        ActEntry.act_id == act.id, ActEntry.author_id == actor.user_id
    )
    own = member is not None and member.user_id == actor.user_id
    own = own or session().scalar(mine.limit(1)) is not None
    if not policy.can_undo(here, act, member, own=own):
        raise NotFound
    return act, here


def is_approved(entry_id: int) -> bool:
    """Whether staff looked at an entry and let it stand, and that still holds."""
    touched = select(ActEntry.act_id).where(ActEntry.entry_id == entry_id)
    last = (
        select(Act.kind)
        .where(or_(Act.entry_id == entry_id, Act.id.in_(touched)), Act.undone_at.is_(None))
        .where(Act.by_id.is_not(None))
        .order_by(Act.id.desc())
    )
    return session().scalar(last.limit(1)) in ("approve", "restore")


def find_act(act_id: int) -> Act | None:
    """An act for what must follow from it, whoever did it."""
    return session().get(Act, act_id)


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


def own_entries_of_act(act: Act, author_id: int) -> Sequence[int]:
    """Of the entries an act touched, those of one author."""
    if act.entry_id is not None:
        return [act.entry_id]
    found = (
        select(ActEntry.entry_id)
        .where(ActEntry.act_id == act.id, ActEntry.author_id == author_id)
        .order_by(ActEntry.entry_id)
    )
    return session().scalars(found).all()


def act_against(actor: Actor, act_id: int) -> Act | None:
    """An act that can be appealed against by whom it concerns, or None."""
    return session().scalars(_against(actor).where(Act.id == act_id)).one_or_none()


def newest_against_entry(actor: Actor, entry_id: int) -> Act | None:
    """What was last decided against an entry of the actor's, or None."""
    touched = select(ActEntry.act_id).where(ActEntry.entry_id == entry_id)
    found = _against(actor).where(or_(Act.entry_id == entry_id, Act.id.in_(touched)))
    return session().scalars(found.order_by(Act.id.desc()).limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about somebody, with what they said to it."""

    act: Act
    circle: Circle | None
    entry: Entry | None
    appeal: Appeal | None


def decisions_page(
    actor: Actor, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Decided]:
    """What staff decided against the actor or their words, newest first, wherever it was."""
    statement = after(_against(actor), (Act.id, Act.id), cursor).limit(limit + 1)
    page = cut(session().scalars(statement).all(), limit, lambda act: (act.id, act.id))
    ids = [act.id for act in page.items]
    appeals = {
        one.act_id: one
        for one in session().scalars(
            select(Appeal).where(Appeal.by_id == actor.user_id, Appeal.act_id.in_(ids))
        )
    }
    entries = _rows(Entry, [act.entry_id for act in page.items])
    places = _rows(Circle, [act.circle_id for act in page.items])
    return page.map(lambda acts: [
        Decided(
            act, places.get(act.circle_id), entries.get(act.entry_id), appeals.get(act.id)
        )
        for act in acts
    ])  # fmt: skip


def _against(actor: Actor) -> Select[Any]:
    """What can be appealed against, of what concerns somebody."""
    mine = select(ActEntry.act_id).where(ActEntry.author_id == actor.user_id)
    return select(Act).where(
        or_(Act.user_id == actor.user_id, Act.id.in_(mine)), Act.kind.in_(APPEALABLE)
    )


def _rows(model: Any, wanted: Sequence[int | None]) -> dict[int | None, Any]:
    ids = {ident for ident in wanted if ident is not None}
    if not ids:
        return {}
    return {row.id: row for row in session().scalars(select(model).where(model.id.in_(ids)))}
