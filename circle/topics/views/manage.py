"""Looking after a topic: a sheet for its host and the staff, and each thing on it."""

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template

from circle.circles import queries as circles
from circle.circles.queries import MemberFilter
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, read_form, say, see_other, write
from circle.topics import actions, queries
from circle.topics.models import MAX_CLOSING
from circle.topics.queries import Hosted
from circle.topics.schemas import ClosingInput, HostForm, SlowForm
from circle.topics.views.blueprint import bp, page_of, person

MAX_GUESTS = 100
PACES = (0, 1, 5, 15, 60, 24 * 60)  # minutes between two floors of one member
MINUTE = 60


@bp.get("/topics/<int:topic_id>/manage")
def manage(topic_id: int) -> str:
    """Everything to look after a topic: close it, let it go on, slow it down, pass it on."""
    return _sheet(queries.get_topic(person(), topic_id), {})


@bp.post("/topics/<int:topic_id>/close")
@write
def close(topic_id: int) -> Response:
    """No more floors, and the last word on top."""
    def verb(given: dict[str, str]) -> Hosted:
        hosted = actions.close_topic(person(), topic_id, given["closing"])
        say(lazy("Closed"), undo=f"/topics/{topic_id}/reopen")
        return hosted

    return _done(topic_id, "close", read_form(ClosingInput), verb)


@bp.post("/topics/<int:topic_id>/reopen")
@write
def reopen(topic_id: int) -> Response:
    """It goes on."""
    hosted = actions.reopen_topic(person(), topic_id)
    say(lazy("Open again"))
    return see_other(page_of(hosted))


@bp.post("/topics/<int:topic_id>/slow-mode")
@write
def slow_down(topic_id: int) -> Response:
    """How long everybody waits between two floors."""
    def verb(given: dict[str, int]) -> Hosted:
        hosted = actions.slow_down(person(), topic_id, given["minutes"])
        say(lazy("Slow mode is on") if given["minutes"] else lazy("Slow mode is off"))
        return hosted

    return _done(topic_id, "slow", read_form(SlowForm), verb)


@bp.post("/topics/<int:topic_id>/host")
@write
def pass_on(topic_id: int) -> Response:
    """Staff give it to another host."""
    def verb(given: dict[str, int]) -> Hosted:
        hosted = actions.pass_on_topic(person(), topic_id, given["member_id"])
        say(lazy("It has another host now"))
        return hosted

    return _done(topic_id, "host", read_form(HostForm), verb)


def _done(topic_id: int, name: str, form: Form, verb: Callable[[Any], Hosted]) -> Response:
    """What the form asks for; the sheet once more with what is wrong with it."""
    if form:
        with form:
            return see_other(page_of(verb(form.input)))
    hosted = queries.get_topic(person(), topic_id)
    return make_response(_sheet(hosted, {name: form}), form.status)


def _sheet(hosted: Hosted, forms: dict[str, Form]) -> str:
    can = queries.topic_can(hosted)
    if not can["host"]:
        raise NotFound
    topic = hosted.topic
    people = _hosts(hosted) if can["pass_on"] else []
    now = next((ident for ident, user_id, _name in people if user_id == topic.host_id), "")
    minutes = topic.slow_seconds // MINUTE
    return render_template(
        "topics/manage.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        topic=topic, can=can, back=page_of(hosted), max_closing=MAX_CLOSING,
        people=[(ident, name) for ident, _user_id, name in people],
        paces=sorted({*PACES, minutes}),
        close=forms.get("close", blank_form(ClosingInput, {"closing": topic.closing})),
        slow=forms.get("slow", blank_form(SlowForm, {"minutes": minutes})),
        host=forms.get("host", blank_form(HostForm, {"member_id": now})),
    )  # fmt: skip


def _hosts(hosted: Hosted) -> list[tuple[int, int, str]]:
    """Who can be given a topic here: its host as it is, guests, the staff."""
    guests = circles.members_page(
        hosted.here, hosted.circle, MemberFilter(role="guest"), limit=MAX_GUESTS
    ).items
    rows = [*guests, *circles.list_staff(hosted.here, hosted.circle)]
    return [(row.id, row.user_id, row.display_name) for row in rows]
