"""Who is in a circle: the list, one member for staff, the directory, one's own card."""


from flask import Response, make_response, render_template, request

from circle.circles import actions, policy, queries
from circle.circles.models import Circle
from circle.circles.schemas import (
    ROLES,
    STATES,
    LabelInput,
    LevelInput,
    ManyLabelledForm,
    OwnCardInput,
    RoleInput,
    TermInput,
    UntilInput,
)
from circle.circles.views.blueprint import bp, circle_id_at, entered
from circle.circles.views.labels import give_or_take
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)

CHOSEN_FROM = 50  # members on a page where they are ticked
PRESENT = (None, "active", "muted")  # states in which somebody is labelled


@bp.get("/c/<slug>/members")
def members(slug: str) -> str:
    """Everybody in the circle, latest first; by role, by name, for staff by state and label."""
    return _members_page(slug)


@bp.post("/c/<slug>/members/labels")
@write
def label_many(slug: str) -> Response:
    """Give a label to everybody ticked, or take it from them."""
    form = read_form(ManyLabelledForm)
    if form:
        with form:
            given = form.input
            give_or_take(slug, given["label_id"], given["way"], given["member_ids"])
            return back_to(f"/c/{slug}/members")
    return make_response(_members_page(slug, form), form.status)


@bp.post("/c/<slug>/members/<int:member_id>/labels")
@write
def label_by_name(slug: str, member_id: int) -> Response:
    """Label one member by a word; the label is made when there is none."""
    form = read_form(LabelInput)
    if form:
        with form:
            label = actions.give_by_name(visitor(), member_id, form.input)
            undo = f"/c/{slug}/labels/{label.id}/take?member_ids={member_id}"
            say(lazy("Labelled “%(name)s”", name=label.name), undo=undo)
            return see_other(f"/c/{slug}/members/{member_id}")
    return make_response(_member_page(slug, member_id, form), form.status)


@bp.get("/c/<slug>/members/<int:member_id>")
def member(slug: str, member_id: int) -> str:
    """One member, and what the visitor may do: follow them; staff: role, mute, remove, ban."""
    return _member_page(slug, member_id)


@bp.post("/c/<slug>/members/<int:member_id>/role")
@write
def change_role(slug: str, member_id: int) -> Response:
    """Give a role."""
    form = read_form(RoleInput)
    if form:
        actions.change_role(visitor(), member_id, form.input["role"])
        say(lazy("The role is changed"))
        return see_other(f"/c/{slug}/members/{member_id}")
    return make_response(_member_page(slug, member_id, form), 422)


@bp.post("/c/<slug>/members/<int:member_id>/unmute")
@write
def unmute(slug: str, member_id: int) -> Response:
    """Let somebody who was muted write again."""
    actions.mute_member(visitor(), member_id, None)
    say(lazy("They can write again"))
    return see_other(f"/c/{slug}/members/{member_id}")


@bp.post("/c/<slug>/members/<int:member_id>/level")
@write
def lower_level(slug: str, member_id: int) -> Response:
    """Lower a level, for a reason the member reads."""
    form = read_form(LevelInput)
    if form:
        with form:
            given = form.input
            actions.lower_level(visitor(), member_id, given["level"], given["reason"])
            say(lazy("The level is lowered. They read why"))
            return see_other(f"/c/{slug}/members/{member_id}")
    return make_response(_member_page(slug, member_id, form), form.status)


@bp.post("/c/<slug>/members/<int:member_id>/term")
@write
def set_term(slug: str, member_id: int) -> Response:
    """Move the end of a membership; without a time it has none."""
    form = read_form(UntilInput)
    if form:
        with form:
            actions.set_term(visitor(), member_id, form.input["until"])
            say(lazy("The membership is changed"))
            return see_other(f"/c/{slug}/members/{member_id}")
    return make_response(_member_page(slug, member_id, form), form.status)


@bp.post("/c/<slug>/members/<int:member_id>/unban")
@write
def unban(slug: str, member_id: int) -> Response:
    """Let somebody who was banned ask again."""
    actions.lift_ban(visitor(), member_id)
    say(lazy("The ban is lifted. They can ask to come back"))
    return see_other(f"/c/{slug}/members?state=removed")


@bp.post("/c/<slug>/members/<int:member_id>/follow")
@write
def follow(slug: str, member_id: int) -> Response:
    """Follow a member."""
    found, circle, _here = queries.enter_by_member(visitor(), member_id)
    actions.follow(visitor(), circle.id, "member", found.user_id)
    return back_to(f"/c/{slug}/members/{member_id}")


@bp.post("/c/<slug>/members/<int:member_id>/unfollow")
@write
def unfollow(slug: str, member_id: int) -> Response:
    """Stop following a member."""
    found, circle, _here = queries.enter_by_member(visitor(), member_id)
    actions.unfollow(visitor(), circle.id, "member", found.user_id)
    return back_to(f"/c/{slug}/members/{member_id}")


@bp.post("/c/<slug>/terms")
@write
def grant_term(slug: str) -> Response:
    """Make somebody a member until a time."""
    form = read_form(TermInput)
    if form:
        with form:
            granted = actions.grant_term(visitor(), circle_id_at(slug), form.input)
            say(lazy("The membership is given"))
            return see_other(f"/c/{slug}/members/{granted.id}")
    return make_response(_term_page(slug, form), form.status)


@bp.get("/c/<slug>/terms")
def terms(slug: str) -> str:
    """A form for giving somebody a membership until a time."""
    return _term_page(slug, blank_form(TermInput))


@bp.get("/c/<slug>/directory")
def directory(slug: str) -> str:
    """Members who chose to be found, with what they say of themselves."""
    circle, here = entered(slug)
    interest = request.args.get("interest", "").strip()
    page = queries.directory_page(
        here, circle, interest=interest, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "circles/directory.html", circle=circle, here=here, page=page, interest=interest,
        policy=policy, mine=queries.membership_of(here) if here.user_id else None,
        followed=queries.followed_ids(here, "member", [row.user_id for row in page.items]),
    )  # fmt: skip


@bp.get("/c/<slug>/card")
def own_card(slug: str) -> str:
    """Who one is in this circle: introduction, interests, directory, quiet."""
    circle, here = entered(slug)
    member = queries.membership_of(here)
    values = {
        "introduction": member.introduction, "interests": "、".join(member.interests),
        "listed": member.listed, "quiet": member.quiet,
    }  # fmt: skip
    return _own_page(circle, here, blank_form(OwnCardInput, values))


@bp.post("/c/<slug>/card")
@write
def change_own_card(slug: str) -> Response:
    """Change one's own card."""
    circle, here = entered(slug)
    form = read_form(OwnCardInput)
    if form:
        with form:
            actions.change_own_card(visitor(), circle.id, form.input)
            say(lazy("Saved"))
            return back_to(f"/c/{slug}/card")
    typed = "\n".join(form.typed.get("interests", ()))  # one box, however it was parted
    form.typed = {**form.typed, "interests": typed}
    return make_response(_own_page(circle, here, form), form.status)


def _members_page(slug: str, form: Form | None = None) -> str:
    circle, here = entered(slug)
    wanted = _wanted()
    labels = queries.labels_shown(here, circle)
    asked = form is not None or "choose" in request.args
    choosing = asked and bool(labels) and wanted.state in PRESENT
    page = queries.members_page(
        here, circle, wanted, cursor=request.args.get("cursor"),
        limit=CHOSEN_FROM if choosing else page_limit(),
    )  # fmt: skip
    return render_template(
        "circles/members.html", circle=circle, here=here, page=page, wanted=wanted, policy=policy,
        waiting=queries.count_requests(here, circle), labels=labels, choosing=choosing, form=form,
        may_label=policy.can_keep(here, circle, policy.Power.LABEL),
        followed=queries.followed_ids(here, "member", [row.user_id for row in page.items]),
    )  # fmt: skip


def _wanted() -> queries.MemberFilter:
    """Which members the address asks for; a role or state there is not is none."""
    role, state = request.args.get("role"), request.args.get("state")
    return queries.MemberFilter(
        role if role in ROLES else None, state if state in STATES else None,
        request.args.get("q", "").strip(), request.args.get("label", type=int),
    )  # fmt: skip


def _member_page(slug: str, member_id: int, form: Form | None = None) -> str:
    found, circle, here = queries.enter_by_member(visitor(), member_id)
    if circle.slug != slug:
        raise NotFound
    powers = {
        power.value: bool(policy.can_act_on(here, found, power))
        for power in (policy.Power.MUTE, policy.Power.REMOVE, policy.Power.BAN,
                      policy.Power.GRANT_TERM, policy.Power.SET_ROLES)
    }  # fmt: skip
    if not policy.can_keep(here, circle, policy.Power.SET_ROLES):
        powers[policy.Power.SET_ROLES.value] = False
    roles = [role for role in policy.Role if policy.can_set_role(here, found, role)]
    return render_template(
        "circles/member.html", circle=circle, here=here, policy=policy, form=form, powers=powers,
        roles=roles,
        row=queries.get_member_row(visitor(), member_id),
        labels=queries.labels_shown(here, circle),
        may_label=policy.can_keep(here, circle, policy.Power.LABEL) and found.is_member,
        following=queries.is_following(here, "member", found.user_id),
    )  # fmt: skip


def _term_page(slug: str, form: Form) -> str:
    circle, here = entered(slug)
    require(here, policy.holds(here, policy.Power.GRANT_TERM))
    return render_template("circles/terms.html", circle=circle, here=here, form=form)


def _own_page(circle: Circle, here: Actor, form: Form) -> str:
    return render_template("circles/own_card.html", circle=circle, here=here, form=form)
