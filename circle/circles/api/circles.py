"""Circles, memberships, invites and follows as JSON."""

from dataclasses import replace
from typing import Any

from circle.circles import actions, queries
from circle.circles.api.blueprint import blp
from circle.circles.models import Circle, Membership
from circle.circles.schemas import (
    ArchiveOutput,
    CircleOutput,
    CirclesQuery,
    DecisionInput,
    DeleteInput,
    HandoverInput,
    InvitationOutput,
    InviteInput,
    InviteOutput,
    JoinInput,
    JoinRequest,
    LeaveInput,
    ListQuery,
    MemberChangeInput,
    MemberOutput,
    MembershipOutput,
    MembersQuery,
    NewCircle,
    NewCircleInput,
    NewInvite,
    OwnCard,
    OwnCardInput,
    SettingsChange,
    SettingsInput,
    Term,
    TermInput,
)  # fmt: skip
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.gate import needs_scope, require_scope
from circle.core.paging import Page, read_limit
from circle.core.web import is_in_wechat, visitor, write

STAFF_SCOPES = {
    "role": "manage", "expires_at": "manage", "muted_until": "moderate", "level": "moderate",
}  # fmt: skip


@blp.get("/circles")
@blp.arguments(CirclesQuery, location="query")
@blp.response(200, page_of(CircleOutput))
def list_circles(asked: dict[str, Any]) -> dict[str, Any]:
    """Circles everybody may know of, liveliest first; with `mine` those one belongs to."""
    actor = visitor()
    if asked["mine"]:
        found = queries.place_in(actor, queries.list_mine(actor))
        return {"items": [_circle(*one) for one in found], "next": None}
    limit = read_limit(asked["limit"])
    page = queries.discover_page(actor, cursor=asked["cursor"], limit=limit, search=asked["q"])
    found = queries.place_in(actor, page.items)
    return {"items": [_circle(*one) for one in found], "next": page.next}


@blp.post("/circles")
@write
@blp.arguments(NewCircleInput)
@blp.response(201, CircleOutput)
def create_circle(new: NewCircle) -> dict[str, Any]:
    """Open a circle from a preset; who opens it owns it."""
    circle = actions.create_circle(visitor(), new)
    return _circle(*queries.enter_by_id(visitor(), circle.id))


@blp.get("/circles/<slug>")
@blp.response(200, CircleOutput)
def get_circle(slug: str) -> dict[str, Any]:
    """A circle and what one is in it."""
    return _circle(*queries.enter(visitor(), slug))


@blp.patch("/circles/<slug>")
@needs_scope("manage")
@write
@blp.arguments(SettingsInput)
@blp.response(200, CircleOutput)
def change_circle(change: SettingsChange, slug: str) -> dict[str, Any]:
    """Change settings; new rules are a new version."""
    actions.change_settings(visitor(), _id_of(slug), change)
    return _circle(*queries.enter(visitor(), slug))


@blp.delete("/circles/<slug>")
@needs_scope("manage")
@write
@blp.arguments(DeleteInput, location="query")
@blp.response(200, ArchiveOutput)
def delete_circle(typed: dict[str, str], slug: str) -> Circle:
    """Hide a circle from all but its owner; cleared away after 30 days. `name` confirms."""
    return actions.delete_circle(visitor(), _id_of(slug), typed["name"])


@blp.post("/circles/<slug>/restore")
@needs_scope("manage")
@write
@blp.response(200, ArchiveOutput)
def undelete_circle(slug: str) -> Circle:
    """Take a deletion back."""
    return actions.undelete_circle(visitor(), _id_of(slug))


@blp.put("/circles/<slug>/archive")
@needs_scope("manage")
@write
@blp.response(200, ArchiveOutput)
def archive_circle(slug: str) -> Circle:
    """Make a circle read-only."""
    return actions.archive_circle(visitor(), _id_of(slug))


@blp.delete("/circles/<slug>/archive")
@needs_scope("manage")
@write
@blp.response(200, ArchiveOutput)
def reopen_circle(slug: str) -> Circle:
    """Let an archived circle live on."""
    return actions.reopen_circle(visitor(), _id_of(slug))


@blp.put("/circles/<slug>/membership")
@write
@blp.arguments(JoinInput)
@blp.response(200, MembershipOutput)
def join_circle(asked: JoinRequest, slug: str) -> dict[str, Any]:
    """Join, or ask to: `state` says which. Joining twice is joining once."""
    asked = replace(asked, in_wechat=is_in_wechat())
    if asked.invite:
        _invite, circle, _by = queries.get_invitation_to(slug, asked.invite)
        return _membership(slug, actions.join_circle(visitor(), circle.id, asked))
    return _membership(slug, actions.join_circle(visitor(), _id_of(slug), asked))


@blp.get("/circles/<slug>/membership")
@blp.response(200, MembershipOutput)
def get_membership(slug: str) -> dict[str, Any]:
    """One's own membership."""
    _circle_row, here = queries.enter(visitor(), slug)
    return _membership(slug, queries.membership_of(here))


@blp.patch("/circles/<slug>/membership")
@write
@blp.arguments(OwnCardInput)
@blp.response(200, MembershipOutput)
def change_own_card(card: OwnCard, slug: str) -> dict[str, Any]:
    """Say who one is here, whether one is listed, how quiet it should be."""
    return _membership(slug, actions.change_own_card(visitor(), _id_of(slug), card))


@blp.delete("/circles/<slug>/membership")
@write
@blp.arguments(LeaveInput, location="query")
@blp.response(204)
def leave_circle(typed: dict[str, str], slug: str) -> None:
    """Leave, or take a request back; `reason` is optional."""
    actions.leave_circle(
        visitor(), queries.circle_to_leave(visitor(), slug).id, typed["reason"]
    )


@blp.get("/circles/<slug>/members")
@blp.arguments(MembersQuery, location="query")
@blp.response(200, page_of(MemberOutput))
def list_members(asked: dict[str, Any], slug: str) -> Page[queries.MemberRow]:
    """Members, latest first; `q` begins a name; `state` and `label` are for staff."""
    circle, here = queries.enter(visitor(), slug)
    wanted = queries.MemberFilter(asked["role"], asked["state"], asked["q"], asked["label"])
    limit = read_limit(asked["limit"])
    return queries.members_page(here, circle, wanted, cursor=asked["cursor"], limit=limit)


@blp.get("/circles/<slug>/requests")
@needs_scope("moderate")
@blp.arguments(ListQuery, location="query")
@blp.response(200, page_of(MemberOutput))
def list_requests(asked: dict[str, Any], slug: str) -> Page[queries.MemberRow]:
    """Requests to join that wait, oldest first; for staff."""
    circle, here = queries.enter(visitor(), slug)
    limit = read_limit(asked["limit"])
    return queries.requests_page(here, circle, cursor=asked["cursor"], limit=limit)


@blp.post("/circles/<slug>/terms")
@needs_scope("manage")
@write
@blp.arguments(TermInput)
@blp.response(200, MemberOutput)
def grant_term(term: Term, slug: str) -> queries.MemberRow:
    """Make somebody a member until a time; for admins."""
    return _member(actions.grant_term(visitor(), _id_of(slug), term))


@blp.get("/circles/<slug>/invites")
@needs_scope("manage")
@blp.arguments(ListQuery, location="query")
@blp.response(200, page_of(InviteOutput))
def list_invites(asked: dict[str, Any], slug: str) -> Page[queries.InviteView]:
    """Invite links with their uses, newest first; for staff."""
    circle, here = queries.enter(visitor(), slug)
    limit = read_limit(asked["limit"])
    return queries.invites_page(here, circle, cursor=asked["cursor"], limit=limit)


@blp.post("/circles/<slug>/invites")
@needs_scope("manage")
@write
@blp.arguments(InviteInput)
@blp.response(201, InviteOutput)
def make_invite(new: NewInvite, slug: str) -> dict[str, Any]:
    """Make a link that lets people in, so many times and until then."""
    invite = actions.make_invite(visitor(), _id_of(slug), new)
    shown = ("id", "code", "role", "uses", "max_uses", "expires_at", "created_at", "is_valid")
    return {name: getattr(invite, name) for name in shown} | {"by": visitor().display_name}


@blp.delete("/circles/<slug>/invites/<int:invite_id>")
@needs_scope("manage")
@write
@blp.response(204)
def revoke_invite(slug: str, invite_id: int) -> None:
    """Close an invite link."""
    actions.revoke_invite(visitor(), _id_of(slug), invite_id)


@blp.get("/invites/<code>")
@blp.response(200, InvitationOutput)
def get_invitation(code: str) -> dict[str, Any]:
    """What a valid link shows of its circle."""
    _invite, circle, by = queries.get_invitation(code)
    names = ("name", "intro", "members_count", "rules", "rules_version", "slug")
    logo = f"{circle.logo_url}?invite={code}" if circle.logo_url else None
    return {name: getattr(circle, name) for name in names} | {"by": by, "logo_url": logo}


@blp.post("/circles/<slug>/handover")
@needs_scope("manage")
@write
@blp.arguments(HandoverInput)
@blp.response(204)
def pass_ownership(chosen: dict[str, int], slug: str) -> None:
    """Make a member the owner; the former owner can take it back for 24 hours."""
    actions.pass_ownership(visitor(), _id_of(slug), chosen["member_id"])


@blp.delete("/circles/<slug>/handover")
@needs_scope("manage")
@write
@blp.response(204)
def undo_handover(slug: str) -> None:
    """Take the circle back."""
    actions.undo_handover(visitor(), slug)


@blp.get("/members/<int:member_id>")
@blp.response(200, MemberOutput)
def get_member(member_id: int) -> queries.MemberRow:
    """One member of a circle one may see."""
    return queries.get_member_row(visitor(), member_id)


@blp.patch("/members/<int:member_id>")
@write
@blp.arguments(MemberChangeInput)
@blp.response(200, MemberOutput)
def change_member(given: dict[str, Any], member_id: int) -> queries.MemberRow:
    """Role, end, mute and level by staff; introduction, interests, listed and quiet by oneself.

    A token needs `manage` as well for role and end, `moderate` for a mute or a level.
    """
    for name, scope in STAFF_SCOPES.items():
        if name in given:
            require_scope(scope)
    return _member(actions.change_member(visitor(), member_id, given))


@blp.delete("/members/<int:member_id>")
@needs_scope("moderate")
@write
@blp.response(204)
def remove_member(member_id: int) -> None:
    """Take somebody out; they may ask to come back."""
    actions.remove_member(visitor(), member_id)


@blp.put("/members/<int:member_id>/ban")
@needs_scope("moderate")
@write
@blp.response(204)
def ban_member(member_id: int) -> None:
    """Take somebody out for good."""
    actions.ban_member(visitor(), member_id)


@blp.delete("/members/<int:member_id>/ban")
@needs_scope("moderate")
@write
@blp.response(204)
def lift_ban(member_id: int) -> None:
    """Let somebody who was banned ask again."""
    actions.lift_ban(visitor(), member_id)


@blp.post("/members/<int:member_id>/decision")
@needs_scope("moderate")
@write
@blp.arguments(DecisionInput)
@blp.response(204)
def decide_request(decided: dict[str, Any], member_id: int) -> None:
    """Let somebody in who asked, or not."""
    admit = decided["decision"] == "approve"
    actions.decide_request(visitor(), member_id, admit, decided["until"])


@blp.put("/members/<int:member_id>/follow")
@write
@blp.response(204)
def follow_member(member_id: int) -> None:
    """Follow a member of a circle; twice is once."""
    member, circle, _here = queries.enter_by_member(visitor(), member_id)
    actions.follow(visitor(), circle.id, "member", member.user_id)


@blp.delete("/members/<int:member_id>/follow")
@write
@blp.response(204)
def unfollow_member(member_id: int) -> None:
    """Stop following a member."""
    member, circle, _here = queries.enter_by_member(visitor(), member_id)
    actions.unfollow(visitor(), circle.id, "member", member.user_id)


def _id_of(slug: str) -> int:
    return queries.enter(visitor(), slug)[0].id


def _circle(circle: Circle, here: Actor) -> dict[str, Any]:
    names = [name for name in CircleOutput().fields if name != "viewer"]
    viewer = {
        "member_id": here.membership_id, "role": here.role, "state": here.state,
        "powers": sorted(here.powers), "privileges": sorted(here.privileges),
    }  # fmt: skip
    return {name: getattr(circle, name) for name in names} | {"viewer": viewer}


def _membership(slug: str, member: Membership) -> dict[str, Any]:
    names = [name for name in MembershipOutput().fields if name not in ("circle", "state")]
    shown = {name: getattr(member, name) for name in names}
    return shown | {"circle": slug, "state": member.state_now}


def _member(member: Membership) -> queries.MemberRow:
    return queries.get_member_row(visitor(), member.id)
