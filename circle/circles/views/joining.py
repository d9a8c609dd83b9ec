"""Coming in and going out: the join page, invite landing, requests, leaving."""

from dataclasses import replace

from flask import Response, make_response, render_template, request

from circle.circles import actions, policy, queries
from circle.circles.models import Circle
from circle.circles.schemas import (
    DecisionInput,
    InviteInput,
    JoinInput,
    JoinRequest,
    LeaveInput,
)
from circle.circles.views.blueprint import bp, circle_id_at, entered
from circle.core.actor import Actor
from circle.core.errors import Invalid, SignInNeeded
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import (
    Form,
    address,
    back_to,
    blank_form,
    is_in_wechat,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)


@bp.get("/c/<slug>/join")
def join(slug: str) -> Response:
    """The rules, the questions if there are any, and one button."""
    circle, here = entered(slug)
    if here.is_guest:
        raise SignInNeeded
    if here.is_member:
        return see_other(f"/c/{slug}")
    return make_response(_join_page(circle, here, blank_form(JoinInput)))


@bp.post("/c/<slug>/join")
@write
def join_circle(slug: str) -> Response:
    """Join, or ask to."""
    circle, here = entered(slug)
    return _join(circle, here, read_form(JoinInput))


@bp.get("/i/<code>")
def invitation(code: str) -> str:
    """Where an invite link leads: who invites, into what, and one button."""
    invite, circle, by = queries.get_invitation(code)
    here = queries.place_in(visitor(), [circle])[0][1]
    return render_template(
        "circles/invitation.html", invite=invite, circle=circle, here=here, by=by,
        form=blank_form(JoinInput), decision=policy.can_join(here, circle),
    )  # fmt: skip


@bp.post("/i/<code>")
@write
def accept_invitation(code: str) -> Response:
    """Come in through an invite link."""
    _invite, circle, _by = queries.get_invitation(code)
    here = queries.place_in(visitor(), [circle])[0][1]
    return _join(circle, here, read_form(JoinInput))


@bp.get("/c/<slug>/leave")
def leave(slug: str) -> str:
    """One optional question before going."""
    circle, here = entered(slug)
    decision = policy.can_leave(here, circle)
    return render_template(
        "circles/leave.html", circle=circle, here=here, decision=decision,
        form=blank_form(LeaveInput),
    )  # fmt: skip


@bp.post("/c/<slug>/leave")
@write
def leave_circle(slug: str) -> Response:
    """Leave, or take a request back."""
    form = read_form(LeaveInput)
    circle = queries.circle_to_leave(visitor(), slug)
    if not form:
        circle, here = entered(slug)
        decision = policy.can_leave(here, circle)
        page = render_template(
            "circles/leave.html", circle=circle, here=here, decision=decision, form=form
        )
        return make_response(page, 422)
    asked = slug in {one.slug for one in queries.my_requests(visitor())}
    actions.leave_circle(visitor(), circle.id, form.input["reason"])
    if asked:  # of a circle that turned private since, not even the name is told
        say(lazy("You took your request back"))
    else:
        say(lazy("You left %(name)s. What you wrote stays", name=circle.name))
    return see_other("/" if circle.visibility == "private" else f"/c/{slug}")


@bp.get("/c/<slug>/requests")
def requests(slug: str) -> str:
    """Who asks to come in, oldest first."""
    circle, here = entered(slug)
    page = queries.requests_page(
        here, circle, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template("circles/requests.html", circle=circle, here=here, page=page)


@bp.post("/c/<slug>/requests/<int:member_id>")
@write
def decide_request(slug: str, member_id: int) -> Response:
    """Let somebody in, or not."""
    entered(slug)
    form = read_form(DecisionInput)
    if not form:
        return make_response(requests(slug), 422)
    admit = form.input["decision"] == "approve"
    actions.decide_request(visitor(), member_id, admit, form.input["until"])
    say(lazy("Let in") if admit else lazy("Declined"))
    return see_other(f"/c/{slug}/requests")


@bp.get("/c/<slug>/invites")
def invites(slug: str) -> str:
    """Every invite link with its uses, and a form for one more."""
    circle, here = entered(slug)
    return _invites_page(circle, here, blank_form(InviteInput, {"max_uses": 10, "days": 30}))


@bp.post("/c/<slug>/invites")
@write
def make_invite(slug: str) -> Response:
    """Make a link."""
    circle, here = entered(slug)
    form = read_form(InviteInput)
    if form:
        with form:
            actions.make_invite(visitor(), circle.id, form.input)
            say(lazy("The link is ready to be shared"))
            return see_other(f"/c/{slug}/invites")
    return make_response(_invites_page(circle, here, form), form.status)


@bp.post("/c/<slug>/invites/<int:invite_id>/revoke")
@write
def revoke_invite(slug: str, invite_id: int) -> Response:
    """Close a link."""
    actions.revoke_invite(visitor(), circle_id_at(slug), invite_id)
    say(lazy("The link lets nobody in any more"))
    return see_other(f"/c/{slug}/invites")


@bp.post("/c/<slug>/handover/undo")
@write
def undo_handover(slug: str) -> Response:
    """The former owner takes the circle back."""
    actions.undo_handover(visitor(), slug)
    say(lazy("The circle is yours again, as it was"))
    return see_other(f"/c/{slug}")


@bp.post("/c/<slug>/checklist/close")
@write
def close_checklist(slug: str) -> Response:
    """Put the newcomer's checklist away."""
    actions.close_checklist(visitor(), circle_id_at(slug))
    return back_to(f"/c/{slug}")


def _join(circle: Circle, here: Actor, form: Form) -> Response:
    if here.is_guest:
        raise SignInNeeded
    if form:
        with form:
            _check_rules_shown(circle, form.input)
            asked = replace(form.input, in_wechat=is_in_wechat())
            member = actions.join_circle(visitor(), circle.id, asked)
            if member.state == "pending":
                say(lazy("Your request is on its way. Staff usually answer within a day"))
            return back_to(f"/c/{circle.slug}")
    return make_response(_join_page(circle, here, form), form.status)


def _check_rules_shown(circle: Circle, asked: JoinRequest) -> None:
    """A page that asks to come in showed the rules and says which; programs may leave it open."""
    if circle.rules and asked.accept_rules is None:
        unread = lazy("Read the rules first, then join")
        raise Invalid(unread, errors={"accept_rules": [unread]}, code="rules_needed")


def _join_page(circle: Circle, here: Actor, form: Form) -> str:
    return render_template(
        "circles/join.html", circle=circle, here=here, form=form,
        decision=policy.can_join(here, circle), asks=queries.asks_staff(here, circle),
    )  # fmt: skip


def _invites_page(circle: Circle, here: Actor, form: Form) -> str:
    require(here, policy.holds(here, policy.Power.INVITE))
    page = queries.invites_page(
        here, circle, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "circles/invites.html", circle=circle, here=here, page=page, form=form,
        base=address("circles.invitation", code="x")[:-1], policy=policy,
    )  # fmt: skip
