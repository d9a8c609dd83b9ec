"""Labels of members: the list, one label, giving and taking; for staff alone."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request, url_for

from circle.circles import actions, policy, queries
from circle.circles.schemas import (
    LabelChangeInput,
    LabelInput,
    LabelledForm,
    MergeInput,
)
from circle.circles.views.blueprint import bp, circle_id_at, entered
from circle.core.errors import NotFound
from circle.core.i18n import lazy, ngettext
from circle.core.web import Form, back_to, blank_form, read_form, say, see_other, visitor, write


@bp.get("/c/<slug>/labels")
def labels(slug: str) -> str:
    """The labels of a circle with how many members carry each, and a form for one more."""
    return _labels_page(slug, blank_form(LabelInput))


@bp.post("/c/<slug>/labels")
@write
def make_label(slug: str) -> Response:
    """Make a label."""
    form = read_form(LabelInput)
    if form:
        with form:
            made = actions.make_label(visitor(), circle_id_at(slug), form.input)
            undo = f"/c/{slug}/labels/{made.id}/remove"
            say(lazy("The label “%(name)s” is made", name=made.name), undo=undo)
            return back_to(f"/c/{slug}/labels")
    return make_response(_labels_page(slug, form), form.status)


@bp.get("/c/<slug>/labels/<int:label_id>")
def label(slug: str, label_id: int) -> str:
    """One label: its name and colour, who carries it, merging and removing it."""
    return _label_page(slug, label_id)


@bp.post("/c/<slug>/labels/<int:label_id>")
@write
def change_label(slug: str, label_id: int) -> Response:
    """Give it another name or colour."""
    form = Form(LabelChangeInput(), request.values)  # an undo brings both in its address
    if form:
        before = queries.get_label(visitor(), label_id)[0]
        undo = url_for("circles.change_label", slug=slug, label_id=label_id, name=before.name,
                       colour=before.colour)  # fmt: skip
        with form:
            actions.change_label(visitor(), label_id, form.input)
            say(lazy("The label is changed"), undo=undo)
            return see_other(f"/c/{slug}/labels")
    return make_response(_label_page(slug, label_id, form), form.status)


@bp.post("/c/<slug>/labels/<int:label_id>/merge")
@write
def merge_label(slug: str, label_id: int) -> Response:
    """Everybody with this label carries another one instead."""
    form = read_form(MergeInput)
    if form:
        with form:
            into = actions.merge_label(visitor(), label_id, form.input["into"])
            undo = f"/c/{slug}/labels/{label_id}/restore"
            say(lazy("Merged into “%(name)s”", name=into.name), undo=undo)
            return see_other(f"/c/{slug}/labels")
    return make_response(_label_page(slug, label_id, form), form.status)


@bp.post("/c/<slug>/labels/<int:label_id>/remove")
@write
def remove_label(slug: str, label_id: int) -> Response:
    """Remove it from everybody."""
    gone = actions.remove_label(visitor(), label_id)
    undo = f"/c/{slug}/labels/{label_id}/restore"
    say(lazy("The label “%(name)s” is removed", name=gone.name), undo=undo)
    return see_other(f"/c/{slug}/labels")


@bp.post("/c/<slug>/labels/<int:label_id>/restore")
@write
def restore_label(slug: str, label_id: int) -> Response:
    """Bring it back, with everybody who carried it."""
    back = actions.restore_label(visitor(), label_id)
    say(lazy("The label “%(name)s” is back", name=back.name))
    return see_other(f"/c/{slug}/labels")


@bp.post("/c/<slug>/labels/<int:label_id>/give")
@write
def give_label(slug: str, label_id: int) -> Response:
    """Label members; an undo of taking brings them in its address."""
    return _label_some(slug, label_id, "give")


@bp.post("/c/<slug>/labels/<int:label_id>/take")
@write
def take_label(slug: str, label_id: int) -> Response:
    """Take a label from members; an undo of giving brings them in its address."""
    return _label_some(slug, label_id, "take")


def give_or_take(slug: str, label_id: int, way: str, member_ids: Sequence[int]) -> None:
    """Give or take, and offer to take that back from those it changed, and no others."""
    label = queries.get_label(visitor(), label_id)[0]
    give = way == "give"
    verb = actions.give_label if give else actions.take_label
    changed = verb(visitor(), label_id, member_ids)
    if not changed:
        had = lazy("They carry it already, or took it off themselves")
        say(had if give else lazy("They don't carry it"))
        return
    undo = url_for(
        "circles.take_label" if give else "circles.give_label", slug=slug, label_id=label_id,
        member_ids=list(changed),
    )  # fmt: skip
    said = (
        ngettext("“%(name)s” given to %(num)s member", "“%(name)s” given to %(num)s members",
                 len(changed), name=label.name)
        if give else
        ngettext("“%(name)s” taken from %(num)s member", "“%(name)s” taken from %(num)s members",
                 len(changed), name=label.name)
    )  # fmt: skip
    say(said, undo=undo)


def _label_some(slug: str, label_id: int, way: str) -> Response:
    form = Form(LabelledForm(), request.values)
    if not form:
        raise NotFound
    give_or_take(slug, label_id, way, form.input["member_ids"])
    return back_to(f"/c/{slug}/labels")


def _labels_page(slug: str, form: Form) -> str:
    circle, here = entered(slug)
    return render_template(
        "circles/labels.html", circle=circle, here=here, form=form,
        labels=queries.count_labelled(here, circle),
        may_change=policy.can_keep(here, circle, policy.Power.LABEL),
    )  # fmt: skip


def _label_page(slug: str, label_id: int, form: Form | None = None) -> str:
    found, circle, here = queries.get_label(visitor(), label_id)
    if circle.slug != slug:
        raise NotFound
    counted = queries.count_labelled(here, circle)
    return render_template(
        "circles/label.html", circle=circle, here=here, form=form, label=found,
        members=next(one.members for one in counted if one.id == found.id),
        others=[one for one in counted if one.id != found.id],
        may_change=policy.can_keep(here, circle, policy.Power.LABEL),
    )  # fmt: skip
