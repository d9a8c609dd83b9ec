"""What staff do to somebody: a sheet that says what, how long, by which rule and why."""

from datetime import timedelta

from flask import Response, make_response, render_template

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.policy import Power
from circle.core import clock
from circle.core.errors import NotFound
from circle.core.i18n import Text, lazy
from circle.core.web import Form, blank_form, read_form, say, see_other, visitor, write
from circle.moderation import actions
from circle.moderation.schemas import SanctionInput
from circle.moderation.views.acts import undo_of
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import RULE_NAMES

LENGTHS = (
    (lazy("1 hour"), timedelta(hours=1)), (lazy("1 day"), timedelta(days=1)),
    (lazy("7 days"), timedelta(days=7)), (lazy("30 days"), timedelta(days=30)),
)  # fmt: skip
NEEDS = {"warn": Power.MUTE, "mute": Power.MUTE, "remove": Power.REMOVE, "ban": Power.BAN}
DONE: dict[str, Text] = {
    "warn": lazy("They are warned, and read why"), "mute": lazy("They are muted now"),
    "put_out": lazy("Removed. They can ask to come back"), "ban": lazy("Banned"),
}  # fmt: skip


@bp.get("/c/<slug>/members/<int:member_id>/sanction")
def ask_sanction(slug: str, member_id: int) -> str:
    """What can be done to a member."""
    return _sheet(slug, member_id, blank_form(SanctionInput))


@bp.post("/c/<slug>/members/<int:member_id>/sanction")
@write
def sanction(slug: str, member_id: int) -> Response:
    """Warn, mute, remove or ban; they read why and may appeal."""
    form = read_form(SanctionInput)
    if form:
        with form:
            act = actions.sanction(person(), member_id, form.input)
            say(DONE[act.kind], undo=undo_of(act))
            return see_other(f"/c/{slug}/members/{member_id}")
    return make_response(_sheet(slug, member_id, form), form.status)


def _sheet(slug: str, member_id: int, form: Form) -> str:
    member, circle, here = circles.enter_by_member(visitor(), member_id)
    offered = [
        kind for kind, power in NEEDS.items() if circles_policy.can_act_on(here, member, power)
    ]
    if not offered or circle.slug != slug:
        raise NotFound
    return render_template(
        "moderation/sanction.html", circle=circle, here=here, member=member, form=form,
        face=circles.get_face(circle.id, member.user_id), offered=offered, rule_names=RULE_NAMES,
        lengths=[(name, clock.now() + length) for name, length in LENGTHS],
    )  # fmt: skip
