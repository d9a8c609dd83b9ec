"""Settings of a circle: plain rows with their values, one page per section, danger apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from circle.circles import actions, policy, queries
from circle.circles.models import Circle
from circle.circles.schemas import (
    CATEGORIES,
    JOIN_POLICIES,
    KINDS,
    VISIBILITIES,
    CategoriesInput,
    DeleteInput,
    DirectoryInput,
    HandoverInput,
    IdentityInput,
    JoiningInput,
    KindsInput,
    ReviewInput,
    RulesInput,
    WelcomeInput,
)
from circle.circles.views.blueprint import bp, entered
from circle.core.actor import Actor
from circle.core.errors import Invalid, NotFound
from circle.core.i18n import Text, lazy
from circle.core.pictures import read_picture
from circle.core.policy import require
from circle.core.schemas import InputSchema
from circle.core.web import Form, blank_form, read_form, say, see_other, visitor, write


@dataclass(frozen=True, slots=True)
class Section:
    """One page of settings."""

    key: str
    title: Text
    schema: type[InputSchema]


SECTIONS: Mapping[str, Section] = {
    section.key: section
    for section in (
        Section("identity", lazy("Name and look"), IdentityInput),
        Section("joining", lazy("Who sees it, who comes in"), JoiningInput),
        Section("rules", lazy("Rules"), RulesInput),
        Section("categories", lazy("Categories and ads"), CategoriesInput),
        Section("review", lazy("Review"), ReviewInput),
        Section("kinds", lazy("What can be written"), KindsInput),
        Section("directory", lazy("Member directory"), DirectoryInput),
        Section("welcome", lazy("Welcome"), WelcomeInput),
    )
}
CHOICES = {
    "visibilities": VISIBILITIES, "join_policies": JOIN_POLICIES, "categories": CATEGORIES,
    "kinds": KINDS,
}  # fmt: skip
HANDOVER_CHOICES = 50  # people shown to choose from: staff first, then the latest


@bp.get("/c/<slug>/settings")
def settings(slug: str) -> Response:
    """Settings stand among everything else staff look after."""
    _circle, here = entered(slug)
    require(here, policy.holds(here, policy.Power.SETTINGS))
    return see_other(f"/c/{slug}/manage")


@bp.get("/c/<slug>/settings/<section>")
def settings_section(slug: str, section: str) -> str:
    """One section, filled with what is set."""
    circle, here = entered(slug)
    found = _section(section)
    require(here, policy.holds(here, policy.Power.SETTINGS))
    values = {name: getattr(circle, name) for name in found.schema().fields}
    return _section_page(circle, here, found, blank_form(found.schema, values))


@bp.post("/c/<slug>/settings/<section>")
@write
def change_settings(slug: str, section: str) -> Response:
    """Keep one section."""
    circle, here = entered(slug)
    found = _section(section)
    form = read_form(found.schema)
    if form:
        with form:
            actions.change_settings(visitor(), circle.id, form.input)
            say(lazy("Saved"))
            return see_other(f"/c/{slug}/manage")
    return make_response(_section_page(circle, here, found, form), form.status)


@bp.post("/c/<slug>/settings/logo", defaults={"kind": "logo"})
@bp.post("/c/<slug>/settings/cover", defaults={"kind": "cover"})
def change_picture(slug: str, kind: str) -> Response:
    """Give the circle a logo or cover, or with `remove` take it away."""
    circle, here = entered(slug)
    require(here, policy.can_change(here, circle))
    verb = actions.set_logo if kind == "logo" else actions.set_cover
    sent = request.files.get("file")
    try:
        if request.form.get("remove"):
            verb(visitor(), circle.id, None)
        elif sent is None or not sent.filename:
            raise Invalid(lazy("Choose a picture first"))
        else:
            verb(visitor(), circle.id, read_picture(sent.read()))
    except Invalid as refusal:
        found = SECTIONS["identity"]
        values = {name: getattr(circle, name) for name in found.schema().fields}
        form = blank_form(found.schema, values)
        form.refusal = str(refusal.message)
        return make_response(_section_page(circle, here, found, form), 422)
    return see_other(f"/c/{slug}/settings/identity")


@bp.get("/c/<slug>/settings/danger")
def danger(slug: str) -> str:
    """What cannot be done by the way: archive, hand over, delete; each says what will happen."""
    circle, here = entered(slug)
    return _danger_page(circle, here, {})


@bp.post("/c/<slug>/settings/archive")
@write
def archive(slug: str) -> Response:
    """Make the circle read-only."""
    circle, _here = entered(slug)
    actions.archive_circle(visitor(), circle.id)
    say(lazy("Archived: everything can be read, nothing added"), undo=f"/c/{slug}/settings/reopen")
    return see_other(f"/c/{slug}/settings/danger")


@bp.post("/c/<slug>/settings/reopen")
@write
def reopen(slug: str) -> Response:
    """Let the circle live on."""
    circle, _here = entered(slug)
    actions.reopen_circle(visitor(), circle.id)
    say(lazy("The circle is open again"))
    return see_other(f"/c/{slug}/settings/danger")


@bp.post("/c/<slug>/settings/handover")
@write
def hand_over(slug: str) -> Response:
    """Make a member the owner."""
    circle, here = entered(slug)
    form = read_form(HandoverInput)
    if form:
        with form:
            actions.pass_ownership(visitor(), circle.id, form.input["member_id"])
            say(
                lazy("The circle is handed over. You can take it back for 24 hours"),
                undo=f"/c/{slug}/handover/undo",
            )
            return see_other(f"/c/{slug}/about")
    return make_response(_danger_page(circle, here, {"handover": form}), form.status)


@bp.post("/c/<slug>/settings/delete")
@write
def delete(slug: str) -> Response:
    """Hide the circle from everybody else; cleared away after 30 days."""
    circle, here = entered(slug)
    form = read_form(DeleteInput)
    if form:
        with form:
            actions.delete_circle(visitor(), circle.id, form.input["name"])
            return see_other(f"/c/{slug}/settings/danger")
    return make_response(_danger_page(circle, here, {"delete": form}), form.status)


@bp.post("/c/<slug>/settings/undelete")
@write
def undelete(slug: str) -> Response:
    """Take the deletion back."""
    circle, _here = entered(slug)
    actions.undelete_circle(visitor(), circle.id)
    say(lazy("The circle is back, as it was"))
    return see_other(f"/c/{slug}")


def _section(key: str) -> Section:
    if key not in SECTIONS:
        raise NotFound
    return SECTIONS[key]


def _section_page(circle: Circle, here: Actor, section: Section, form: Form) -> str:
    require(here, policy.holds(here, policy.Power.SETTINGS))
    return render_template(
        f"circles/settings_{section.key}.html", circle=circle, here=here, section=section,
        form=form, choices=CHOICES,
    )  # fmt: skip


def _danger_page(circle: Circle, here: Actor, forms: Mapping[str, Form]) -> str:
    require(here, policy.holds(here, policy.Power.ARCHIVE))
    wanted = queries.MemberFilter(search=request.args.get("q", "").strip())
    people = queries.handover_candidates(here, circle, wanted, HANDOVER_CHOICES)
    return render_template(
        "circles/danger.html", circle=circle, here=here, people=people, search=wanted.search,
        handover=forms.get("handover") or blank_form(HandoverInput),
        deletion=forms.get("delete") or blank_form(DeleteInput), policy=policy,
    )  # fmt: skip
