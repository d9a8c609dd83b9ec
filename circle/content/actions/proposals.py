"""Proposing what to feature: members of some level do, staff feature it or say not this time."""

from typing import Any

from sqlalchemy import delete, select, update

from circle.circles.actions import tell_deed
from circle.circles.policy import Power
from circle.content import policy, queries
from circle.content.models import Entry, Proposal
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require


@action
def propose_entry(actor: Actor, entry_id: int) -> Entry:
    """A member whose level opens it proposes somebody else's entry to be featured, once.

    Conflict when it is featured already, or when staff looked at it and said no.
    """
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_propose(here, entry, circle))
    if entry.featured_at is not None:
        raise Conflict(lazy("It is featured already"), code="featured")
    if session().scalar(_of(entry).where(Proposal.dismissed_at.is_not(None)).limit(1)):
        raise Conflict(lazy("The staff looked at it already"), code="dismissed")
    proposed = {"entry_id": entry.id, "user_id": here.user_id, "circle_id": circle.id}
    session().execute(
        insert_into(Proposal.__table__).on_conflict_do_nothing(),
        {**proposed, "created_at": clock.now()},
    )
    return entry


@action
def withdraw_proposal(actor: Actor, entry_id: int) -> Entry:
    """A member takes a proposal back."""
    entry, _circle, here = queries.get_entry(actor, entry_id, lock=True)
    session().execute(
        delete(Proposal).where(
            Proposal.entry_id == entry.id, Proposal.user_id == here.user_id,
            Proposal.dismissed_at.is_(None),
        )
    )  # fmt: skip
    return entry


@action
def dismiss_proposals(actor: Actor, entry_id: int) -> Entry:
    """Staff looked at a proposed entry and don't feature it: it leaves their list."""
    return _decide(actor, entry_id, dismissed=True)


@action
def recall_proposals(actor: Actor, entry_id: int) -> Entry:
    """Staff put it back on their list."""
    return _decide(actor, entry_id, dismissed=False)


def _decide(actor: Actor, entry_id: int, *, dismissed: bool) -> Entry:
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_curate(here, entry, circle, Power.FEATURE))
    standing = Proposal.dismissed_at.is_(None) if dismissed else Proposal.dismissed_at.is_not(None)
    session().execute(
        update(Proposal)
        .where(Proposal.entry_id == entry.id, standing)
        .values(dismissed_at=clock.now() if dismissed else None)
    )
    tell_deed(here, "not_featured" if dismissed else "on_list_again", ("entry", entry.id))
    return entry


def _of(entry: Entry) -> Any:
    return select(Proposal.entry_id).where(Proposal.entry_id == entry.id)
