"""What staff do to members, and what time and closed accounts do to memberships."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from circle.circles import policy, queries
from circle.circles.actions.circles import mark_changed
from circle.circles.actions.deeds import tell_deed
from circle.circles.actions.labels import drop_labels
from circle.circles.models import Circle, Follow, Invite, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, add_before_commit, lock_row, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import BanLifted, MemberJoined, MemberLeft, MemberMuted, RoleChanged


@dataclass(frozen=True, slots=True)
class Ended:
    """Who ended somebody's membership (nobody: they themselves), why, and what it is called."""

    by_id: int | None = None
    reason: str = ""
    called: str = ""


OWN_DOING = Ended()
TERMS_AT_ONCE = 500  # memberships ended in one transaction


@action
def change_role(actor: Actor, member_id: int, role: str) -> Membership:
    """Give a member a role below one's own; links they could not make any more are closed.

    Not in an archived circle, where people only go or are removed, and its owner hands it over.
    """
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.SET_ROLES))
    require(here, policy.can_set_role(here, member, policy.Role(role)))
    _check_present(member)
    if member.role != role:
        tell_deed(here, "role_changed", ("member", member.id), before=member.role, after=role)
        member.role = role
        close_links(member)
        mark_changed(circle.id)
        emit(
            RoleChanged(
                circle_id=circle.id, user_id=member.user_id, membership_id=member.id, role=role
            )
        )
    return member


@action
def mute_member(
    actor: Actor, member_id: int, until: datetime | None, reason: str = ""
) -> Membership:
    """Keep a member from writing until a time, or (None) let them write again."""
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.MUTE))
    _check_present(member)
    if until is not None and until <= clock.now():
        raise Invalid(errors={"until": [lazy("Choose a time to come")]})
    before = member.muted_until
    member.state, member.muted_until = ("muted", until) if until else ("active", None)
    emit(
        MemberMuted(
            circle_id=circle.id, user_id=member.user_id, membership_id=member.id,
            on=until is not None, until=until, by_id=here.user_id, reason=reason, before=before,
        )
    )  # fmt: skip
    return member


@action
def seal_mute(circle_id: int, user_id: int, until: datetime | None) -> None:
    """Keep somebody from writing, or no longer, through what has no name: nobody is told who."""
    member = queries.get_membership(circle_id, user_id, lock=True)
    if member is not None:
        member.sealed_muted_until = until


@action
def remove_member(actor: Actor, member_id: int, reason: str = "") -> Membership:
    """Take somebody out of the circle; they may ask to come back."""
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.REMOVE))
    _check_present(member)
    end_membership(circle, member, "removed", Ended(here.user_id, reason))
    return member


@action
def ban_member(actor: Actor, member_id: int, reason: str = "") -> Membership:
    """Take somebody out of the circle and let them ask no more."""
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.BAN))
    if member.state != "banned":
        end_membership(circle, member, "banned", Ended(here.user_id, reason))
    return member


@action
def lift_ban(actor: Actor, member_id: int) -> Membership:
    """Let somebody who was banned ask to come in again."""
    member, _circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.BAN))
    if member.state != "banned":
        raise Conflict(lazy("They are not banned"), code="not_banned")
    member.state = "removed"
    emit(BanLifted(member.circle_id, member.user_id, member.id, by_id=here.user_id))
    return member


@action
def take_back(actor: Actor, member_id: int, role: str) -> Membership:
    """Somebody who was taken out by mistake is back as they were; Conflict when they are not out.

    They are let in by whoever could take them out.
    """
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.REMOVE))
    if member.state not in ("removed", "banned"):
        raise Conflict(lazy("They are not out any more"), code="changed")
    circle.members_count += member.enter(source=member.source, rules_version=member.rules_version)
    member.role = role
    mark_changed(circle.id)
    emit(
        MemberJoined(
            circle_id=circle.id, user_id=member.user_id, membership_id=member.id,
            invited_by=None, source=member.source,
        )
    )  # fmt: skip
    return member


@action
def set_term(actor: Actor, member_id: int, until: datetime | None) -> Membership:
    """Move the end of a membership, or (None) take it away."""
    member, _circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_act_on(here, member, policy.Power.GRANT_TERM))
    _check_present(member)
    if until is not None and until <= clock.now():
        raise Invalid(errors={"until": [lazy("Choose a time to come")]})
    tell_deed(here, "term_set", ("member", member.id), before=member.expires_at, after=until)
    member.expires_at = until
    return member


@action
def count_entry(circle_id: int, user_id: int | None, by: int) -> None:
    """Count an entry that became visible (+1) or ceased to be (−1), for circle and member.

    `user_id` is None for an anonymous one: a number that moves tells who wrote it.
    """
    add_before_commit(_add_to_circles, (circle_id, by > 0), by)  # first, as locks go everywhere
    if user_id is not None:
        add_before_commit(_add_to_members, (circle_id, user_id), by)


@action
def end_terms() -> int:
    """Clear memberships whose term is over out of lists and counts; answers how many."""
    is_over = (
        Membership.expires_at <= clock.now(), Membership.state.in_(("active", "muted")),
        Membership.role != "owner",
    )  # fmt: skip
    found = session().execute(
        select(Membership.id, Membership.circle_id)
        .where(*is_over)
        .order_by(Membership.circle_id, Membership.id)
        .limit(TERMS_AT_ONCE)
    ).all()
    circles = {ident: queries.lock_circle(ident) for ident in sorted({row[1] for row in found})}
    over = session().scalars(
        lock_row(
            select(Membership)
            .where(Membership.id.in_([row[0] for row in found]), *is_over)
            .order_by(Membership.circle_id, Membership.id)
        )
    ).all()  # fmt: skip
    for member in over:
        end_membership(circles[member.circle_id], member, "left", Ended(called="expired"))
    return len(over)


@action
def release_account(user_id: int) -> None:
    """End every membership of a closed account; Conflict while it owns a living circle."""
    here = Membership.user_id == user_id
    places = session().scalars(select(Membership.circle_id).where(here)).all()
    circles = {ident: queries.lock_circle(ident) for ident in sorted(places)}
    mine = session().scalars(
        lock_row(
            select(Membership)
            .where(here, Membership.circle_id.in_(circles))
            .order_by(Membership.circle_id)
        )
    ).all()  # fmt: skip
    for member in mine:
        circle = circles[member.circle_id]
        member.introduction = member.interests_text = ""
        member.interests, member.answers, member.listed = [], [], False
        if member.role == policy.Role.OWNER:
            if circle.deleted_at is None:
                raise Conflict(
                    lazy("Hand over or delete your circle “%(name)s” first", name=circle.name),
                    code="owner_stays",
                )
        elif member.state != "banned":
            end_membership(circle, member, "left")
    session().execute(delete(Follow).where(Follow.user_id == user_id))
    drop_labels(user_id)


def _check_present(member: Membership) -> None:
    if not member.is_member:
        raise Conflict(lazy("They are not a member at the moment"), code="not_a_member")


def end_membership(
    circle: Circle, member: Membership, state: str, ended: Ended = OWN_DOING
) -> None:
    """A membership is over: counted out, its open invites closed with it."""
    role = member.role
    circle.members_count -= member.depart(state, "" if ended.by_id else ended.reason)
    close_links(member)
    mark_changed(circle.id)
    emit(
        MemberLeft(
            circle_id=circle.id, user_id=member.user_id, membership_id=member.id,
            state=ended.called or state, by_id=ended.by_id,
            reason=ended.reason if ended.by_id else "", role=role,
        )
    )  # fmt: skip


def close_links(member: Membership) -> None:
    """Close the open invite links a member could not make any more: all of who is gone."""
    here = policy.POWERS[policy.Role(member.role)] if member.is_member else frozenset()
    if policy.Power.SET_ROLES in here:
        return
    closing = (
        update(Invite)
        .where(Invite.circle_id == member.circle_id, Invite.created_by == member.user_id)
        .where(Invite.revoked_at.is_(None))
    )
    if policy.Power.INVITE in here:
        closing = closing.where(Invite.role != policy.Role.MEMBER)
    session().execute(closing.values(revoked_at=clock.now()))


def _add_to_members(sums: list[tuple[tuple[int, int], int]]) -> None:
    for (circle_id, user_id), by in sums:
        session().execute(
            update(Membership)
            .where(Membership.circle_id == circle_id, Membership.user_id == user_id)
            .values(entries_count=Membership.entries_count + by)
        )


def _add_to_circles(sums: list[tuple[tuple[int, bool], int]]) -> None:
    for (circle_id, grew), by in sums:
        alive = {"last_active_at": clock.now()} if grew else {}
        session().execute(
            update(Circle)
            .where(Circle.id == circle_id)
            .values(entries_count=Circle.entries_count + by, **alive)
        )
