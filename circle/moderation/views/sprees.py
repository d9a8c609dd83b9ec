"""Cleaning up after one person or a wave of the same words: look first, then one step."""

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.content import queries as content
from circle.core.i18n import lazy
from circle.core.web import Form, read_form, say, see_other, write
from circle.moderation import actions, queries
from circle.moderation.schemas import Spree, SpreeInput
from circle.moderation.views.acts import undo_of
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import RULE_NAMES


@bp.get("/c/<slug>/clean-up")
def ask_clean_up(slug: str) -> str:
    """What would be taken out of sight; nothing is done yet."""
    typed = {name: value for name, value in request.args.items() if name in SpreeInput().fields}
    form = Form(SpreeInput(), request.args) if typed else Form(SpreeInput(), None)
    return _page(slug, form)


@bp.post("/c/<slug>/clean-up")
@write
def clean_up(slug: str) -> Response:
    """Take it out of sight, all of it."""
    form = read_form(SpreeInput)
    if form:
        with form:
            act = actions.clean_up(person(), slug, form.input)
            say(lazy("%(num)s hidden", num=act.touched), undo=undo_of(act))
            return see_other(f"/c/{slug}/clean-up")
    return make_response(_page(slug, form), form.status)


def _page(slug: str, form: Form) -> str:
    spree = form.input if form else Spree()
    circle, here, member = queries.enter_for_cleaning(person(), slug, spree)
    found = queries.find_spree(circle, member, spree) if form else None
    return render_template(
        "moderation/clean_up.html", circle=circle, here=here, form=form, found=found,
        member=circles.get_face(circle.id, member.user_id) if member else None, spree=spree,
        rule_names=RULE_NAMES, path_of=content.entry_path,
    )  # fmt: skip
