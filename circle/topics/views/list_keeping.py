"""Taking somebody off the list of an event, with a reason, and putting them back."""

from flask import Response, make_response, render_template

from circle.circles import queries as circles
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, say, see_other, write
from circle.topics import actions, policy, queries
from circle.topics.models.gatherings import MAX_OFF_REASON
from circle.topics.schemas.event import OffInput
from circle.topics.views.blueprint import bp, person


@bp.get("/topics/<int:topic_id>/people/<int:member_id>/off")
def taking_off(topic_id: int, member_id: int) -> str:
    """A sheet that asks why, and says what follows."""
    return _sheet(topic_id, member_id, blank_form(OffInput))


@bp.post("/topics/<int:topic_id>/people/<int:member_id>/off")
@write
def take_off(topic_id: int, member_id: int) -> Response:
    """Off the list; the word that says so takes it back."""
    form = read_form(OffInput)
    if form:
        with form:
            signed = actions.take_off(person(), topic_id, member_id, form.input["reason"])
            say(lazy("Taken off the list"), undo=f"/topics/{topic_id}/people/{member_id}/on")
            waited = signed.state == "cancelled"  # who had a place has it for a moment
            return see_other(f"/topics/{topic_id}/people{'?state=waiting' if waited else ''}")
    return make_response(_sheet(topic_id, member_id, form), form.status)


@bp.post("/topics/<int:topic_id>/people/<int:member_id>/on")
@write
def put_back(topic_id: int, member_id: int) -> Response:
    """On the list again."""
    signed = actions.put_back(person(), topic_id, member_id)
    say(lazy("On the list again") if signed.state == "going" else lazy("On the waiting list now"))
    return see_other(f"/topics/{topic_id}/people?state={signed.state}")


def _sheet(topic_id: int, member_id: int, form: Form) -> str:
    hosted, _gathering = queries.get_gathering(person(), topic_id)
    require(hosted.here, policy.can_keep_list(hosted.here, hosted.topic, hosted.circle))
    member = circles.find_membership(member_id)
    if member is None or member.circle_id != hosted.circle.id:
        raise NotFound
    signed = queries.find_sign_up(topic_id, member.user_id)
    if signed is None:
        raise NotFound
    return render_template(
        "topics/off.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry, form=form,
        face=circles.faces(hosted.circle.id, {member.user_id}).get(member.user_id),
        member_id=member_id, max_reason=MAX_OFF_REASON, back=f"/topics/{topic_id}/people",
    )  # fmt: skip
