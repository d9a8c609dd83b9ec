"""Coming in and going out: joining, requests, invites, terms, one's own card."""

from datetime import datetime, timedelta

from circle.accounts.names import name_key
from circle.accounts.queries import user_ids_by_name
from circle.circles import policy, queries
from circle.circles.actions.circles import mark_changed
from circle.circles.actions.deeds import tell_deed
from circle.circles.actions.members import Ended, end_membership
from circle.circles.actions.words import check_words
from circle.circles.models import Circle, Invite, Membership
from circle.circles.schemas import JoinRequest, NewInvite, Term
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.tokens import short_code
from circle.events import JoinRequested, MemberJoined, RequestDecided

INVITE_CODE = 12  # characters; 31 to the 12th cannot be guessed
DEFAULT_TERM = timedelta(days=365)  # of who is let into a circle with terms without a date


@action
def join_circle(actor: Actor, circle_id: int, asked: JoinRequest) -> Membership:
    """Come in, or ask to: an open circle at once, else by staff; a valid invite always lets in.

    Joining again changes nothing. Conflict `rules_changed` when the version read is not in force.
    """
    invite = _take_invite(circle_id, asked.invite)
    circle = _lock_circle(actor, circle_id, invited=invite is not None)
    member = queries.get_membership(circle.id, actor.user_id or 0, lock=True)
    _check_rules_read(circle, asked)
    if member is not None and member.is_member:
        member.rules_version = asked.accept_rules or member.rules_version
        return member
    here = queries.placed(actor, circle, member)
    require(here, policy.can_join(here, circle))
    if member is None:
        member = _new_member(circle, actor.user_id or 0)
    if invite is None and _must_ask(circle, member):
        return _ask(circle, member, asked)
    _come_in(circle, member, invite, asked)
    return member


@action
def accept_rules(actor: Actor, circle_id: int, version: int) -> Membership:
    """A member accepts the rules in force; Conflict when they changed while being read."""
    circle, here = queries.enter_by_id(actor, circle_id)
    member = queries.membership_of(here, lock=True)
    if version != circle.rules_version:
        raise Conflict(lazy("The rules have just changed. Read them again"), code="rules_changed")
    member.rules_version = version
    return member


@action
def leave_circle(actor: Actor, circle_id: int, reason: str = "") -> None:
    """Leave, or take a request back; what was written stays. The owner hands over first.

    Open invite links end with the membership; a mute goes on if they come back.
    """
    queries.lock_circle(circle_id)
    waiting = queries.get_membership(circle_id, actor.user_id or 0, lock=True)
    if waiting is not None and waiting.state == "pending":  # also where it turned private since
        waiting.end_request(declined=False, reason=reason)
        return
    circle, here = queries.enter_by_id(actor, circle_id)
    require(here, policy.can_leave(here, circle))
    end_membership(circle, queries.membership_of(here, lock=True), "left", Ended(reason=reason))


@action
def decide_request(
    actor: Actor, member_id: int, admit: bool, until: datetime | None = None
) -> Membership:
    """Staff let somebody in or not; in a circle with terms until a time, by default for a year."""
    member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.holds(here, policy.Power.ADMIT))
    if member.state != "pending":
        raise Conflict(lazy("This request was answered already"), code="already_decided")
    if admit and not circle.is_open:
        require(here, policy.can_invite(here, circle, policy.Role.MEMBER))
    if admit:
        _enter(circle, member, circle.join_policy, member.rules_version)
        if circle.join_policy == "term":
            member.expires_at = until or clock.now() + DEFAULT_TERM
        _tell_joined(member)
    else:
        member.end_request(declined=True)
    emit(
        RequestDecided(
            circle_id=circle.id, user_id=member.user_id, membership_id=member.id, admitted=admit
        )
    )
    tell_deed(here, "admitted" if admit else "declined", ("member", member.id), until=until)
    return member


@action
def grant_term(actor: Actor, circle_id: int, term: Term) -> Membership:
    """Staff make somebody a member until a time, or move the end of a membership."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.GRANT_TERM))
    require(here, policy.can_invite(here, circle, policy.Role.MEMBER))
    if term.until <= clock.now():
        raise Invalid(errors={"until": [lazy("Choose a time to come")]})
    user_id = user_ids_by_name([term.name]).get(name_key(term.name))
    if user_id is None:
        raise Invalid(errors={"name": [lazy("There is nobody of this name")]})
    member = queries.get_membership(circle.id, user_id, lock=True) or _new_member(circle, user_id)
    if member.state == "banned":
        raise Conflict(lazy("They are banned here. Lift the ban first"), code="banned")
    if member.role == policy.Role.OWNER:
        raise Conflict(lazy("The owner's membership has no end"), code="owner_stays")
    if member.is_member:
        require(here, policy.can_act_on(here, member, policy.Power.GRANT_TERM))
        tell_deed(
            here, "term_set", ("member", member.id), before=member.expires_at, after=term.until
        )
        member.expires_at = term.until
        return member
    _enter(circle, member, "term", member.rules_version)
    member.expires_at = term.until
    _tell_joined(member)
    session().flush()
    tell_deed(here, "let_in_for", ("member", member.id), after=term.until)
    return member


@action
def make_invite(actor: Actor, circle_id: int, new: NewInvite) -> Invite:
    """Make a link that lets people in, so many times and until then."""
    circle, here = queries.enter_by_id(actor, circle_id)
    require(here, policy.can_invite(here, circle, policy.Role(new.role)))
    invite = Invite(
        circle_id=circle.id, code=short_code(INVITE_CODE), created_by=here.user_id,
        role=new.role, max_uses=new.max_uses,
        expires_at=clock.now() + timedelta(days=new.days) if new.days else None,
    )  # fmt: skip
    session().add(invite)
    session().flush()
    tell_deed(here, "invite_made", ("invite", invite.id), role=new.role, uses=new.max_uses)
    return invite


@action
def revoke_invite(actor: Actor, circle_id: int, invite_id: int) -> None:
    """Staff close an invite link; who came in through it stays."""
    circle, here = queries.enter_by_id(actor, circle_id)
    require(here, policy.holds(here, policy.Power.INVITE))
    invite = session().get(Invite, invite_id, with_for_update=True, populate_existing=True)
    if invite is None or invite.circle_id != circle.id:
        raise NotFound
    invite.revoked_at = invite.revoked_at or clock.now()
    tell_deed(here, "invite_ended", ("invite", invite.id))


def _take_invite(circle_id: int, code: str) -> Invite | None:
    if not code:
        return None
    invite, circle, _by = queries.get_invitation(code, lock=True)
    if circle.id != circle_id:
        raise NotFound
    return invite


def _lock_circle(actor: Actor, circle_id: int, *, invited: bool) -> Circle:
    """The circle read fresh; who holds an invite enters also what they cannot see."""
    if not invited:
        return queries.enter_locked(actor, circle_id)[0]
    return queries.lock_circle(circle_id)


def _new_member(circle: Circle, user_id: int) -> Membership:
    """A row for somebody who was never here, outside until they come in."""
    member = Membership(circle_id=circle.id, user_id=user_id, state="left", rules_version=0)
    session().add(member)
    session().flush()
    return member


def _check_rules_read(circle: Circle, asked: JoinRequest) -> None:
    if asked.accept_rules is not None and asked.accept_rules != circle.rules_version:
        raise Conflict(
            lazy("The rules have just changed. Read them again, then join"), code="rules_changed"
        )


def _must_ask(circle: Circle, member: Membership) -> bool:
    """Who was removed or turned down asks even where the door is open, however often."""
    if circle.join_policy == "invite":
        raise NotAllowed(lazy("This circle is joined by invitation"), code="invite_needed")
    return circle.join_policy != "open" or member.turned_away is not None


def _ask(circle: Circle, member: Membership, asked: JoinRequest) -> Membership:
    if member.state == "pending":
        return member
    questions = circle.join_questions if circle.join_policy in ("approval", "term") else []
    answers = [answer for answer in asked.answers if answer]
    if len(answers) < len(questions):
        missing = lazy("Answer every question, in a few words")
        raise Invalid(missing, errors={"answers": [missing]}, code="answers_needed")
    check_words(circle.id, answers="\n".join(answers))
    circle.members_count -= member.depart("pending")
    member.answers = answers[: len(questions)]
    member.created_at, member.rules_version = clock.now(), asked.accept_rules or 0
    member.expires_at = member.invite_id = member.invited_by = None
    emit(JoinRequested(circle.id, member.user_id, member.id, member.created_at))
    return member


def _come_in(
    circle: Circle, member: Membership, invite: Invite | None, asked: JoinRequest
) -> None:
    source = "invite" if invite else circle.join_policy
    _enter(circle, member, source, asked.accept_rules or 0)
    if invite is not None:
        invite.uses += 1
        member.role, member.invite_id, member.invited_by = invite.role, invite.id, invite.created_by
    _tell_joined(member, in_wechat=asked.in_wechat)


def _enter(circle: Circle, member: Membership, source: str, rules_version: int) -> None:
    member.role = "member"
    circle.members_count += member.enter(source=source, rules_version=rules_version)
    mark_changed(circle.id)


def _tell_joined(member: Membership, *, in_wechat: bool = False) -> None:
    emit(
        MemberJoined(
            circle_id=member.circle_id, user_id=member.user_id, membership_id=member.id,
            invited_by=member.invited_by, source="wechat" if in_wechat else member.source,
        )
    )  # fmt: skip
