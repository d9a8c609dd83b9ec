"""Passing a circle from one owner to another, and taking it back, each as a whole."""

from sqlalchemy import update

from circle.circles import policy, queries
from circle.circles.actions.circles import mark_changed
from circle.circles.actions.deeds import tell_deed
from circle.circles.actions.members import close_links
from circle.circles.models import Handover, Invite, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import OwnershipPassed


@action
def pass_ownership(actor: Actor, circle_id: int, member_id: int) -> Handover:
    """Make a member the owner: roles and open invites move together; the former becomes admin."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.HAND_OVER))
    if queries.handover_told(here, circle):
        raise Conflict(
            lazy("A circle is handed on at most once in 24 hours"), code="too_soon"
        )
    giver, taker, _circle = _both(here, member_id)
    handover = Handover(
        circle_id=circle.id, from_user_id=giver.user_id, to_user_id=taker.user_id,
        to_role_before=taker.role, to_expires_before=taker.expires_at,
    )  # fmt: skip
    handover.invites_moved = [
        invite.id for invite in queries.list_invites(circle.id, giver.user_id)
    ]
    _swap(giver, taker, "admin")
    taker.expires_at = None
    _give_invites(handover.invites_moved, taker.user_id)
    session().add(handover)
    circle.handed_over_at = clock.now()
    mark_changed(circle.id)
    _announce(handover, undone=False)
    tell_deed(here, "handed_over", ("member", taker.id))
    return handover


@action
def undo_handover(actor: Actor, slug: str) -> Handover:
    """The former owner takes the circle back within 24 hours, whatever they are in it by then."""
    circle, handover = queries.undoable_handover(actor, slug)
    require(actor, policy.can_undo_handover(actor, handover))
    former = queries.get_membership(circle.id, handover.from_user_id, lock=True)
    holder = queries.get_membership(circle.id, handover.to_user_id, lock=True)
    if former is None or holder is None or holder.role != policy.Role.OWNER:
        raise Conflict(lazy("Somebody else owns the circle by now"), code="owner_changed")
    circle.members_count += former.enter(source=former.source, rules_version=former.rules_version)
    _swap(holder, former, handover.to_role_before)
    holder.expires_at = handover.to_expires_before
    _give_invites(handover.invites_moved, former.user_id)
    close_links(holder)
    tell_deed(queries.placed(actor, circle, former), "taken_back", ("member", holder.id))
    handover.undone_at = clock.now()
    circle.handed_over_at = None
    mark_changed(circle.id)
    _announce(handover, undone=True)
    return handover


def _both(here: Actor, member_id: int) -> tuple[Membership, Membership, int]:
    giver = queries.membership_of(here, lock=True)
    taker, circle, _here = queries.enter_by_member(here, member_id, lock=True)
    if taker.circle_id != giver.circle_id or taker.id == giver.id or not taker.is_member:
        raise Invalid(errors={"member_id": [lazy("Choose a member of this circle")]})
    return giver, taker, circle.id


def _swap(giver: Membership, taker: Membership, giver_role: str) -> None:
    """The circle has exactly one owner at every moment the database can see."""
    giver.role = giver_role
    session().flush()
    taker.role, taker.state = "owner", "active"
    taker.muted_until = taker.sealed_muted_until = None
    session().flush()


def _give_invites(ids: list[int], user_id: int) -> None:
    session().execute(
        update(Invite).where(Invite.id.in_(ids), Invite.revoked_at.is_(None))
        .values(created_by=user_id)
    )  # fmt: skip


def _announce(handover: Handover, *, undone: bool) -> None:
    emit(
        OwnershipPassed(
            circle_id=handover.circle_id, from_user_id=handover.from_user_id,
            to_user_id=handover.to_user_id, undone=undone,
        )
    )  # fmt: skip
