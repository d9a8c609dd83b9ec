"""Events: signing up, who comes, places, the code at the door, the calendar file."""

import io

import segno
from flask import Response, make_response, render_template, request

from circle.circles.actions import tell_export
from circle.content import policy as content_policy
from circle.core import clock
from circle.core.display import exact
from circle.core.i18n import _, lazy
from circle.core.policy import require
from circle.core.spreadsheet import csv_of
from circle.core.web import (
    Form,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)
from circle.topics import actions, policy, queries
from circle.topics.calendar import calendar_of, door_address
from circle.topics.models import MAX_PLACE, Gathering
from circle.topics.queries import Hosted
from circle.topics.schemas.event import LISTS, CodeInput, GatheringForm
from circle.topics.schemas.inputs import MAX_CAPACITY
from circle.topics.views.blueprint import bp, page_of, person

QR_BORDER = 4  # modules of white around a code that is printed
STATES = {"going": lazy("Has a place"), "waiting": lazy("Waits")}


@bp.post("/topics/<int:topic_id>/sign-up")
@write
def sign_up(topic_id: int) -> Response:
    """A place, or a place on the waiting list."""
    signed = actions.sign_up(person(), topic_id)
    got = signed.state == "going"
    say(lazy("You have a place") if got else lazy("You are on the waiting list"),
        undo=f"/topics/{topic_id}/sign-up/cancel")  # fmt: skip
    return see_other(page_of(queries.get_topic(visitor(), topic_id)))


@bp.post("/topics/<int:topic_id>/sign-up/cancel")
@write
def cancel_sign_up(topic_id: int) -> Response:
    """One's place is given back."""
    actions.cancel_sign_up(person(), topic_id)
    say(lazy("Your place is given back"), undo=f"/topics/{topic_id}/sign-up")
    return see_other(page_of(queries.get_topic(visitor(), topic_id)))


@bp.get("/topics/<int:topic_id>/people")
def people(topic_id: int) -> str:
    """Who comes or who waits, in order; the host notes here who is there."""
    hosted, gathering = queries.get_gathering(person(), topic_id)
    require(hosted.here, policy.can_see_people(hosted.here))
    asked, hosts = request.args.get("state", ""), _hosts(hosted)
    state = asked if asked in (LISTS if hosts else LISTS[:2]) else LISTS[0]
    page = queries.people_page(
        hosted, state, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "topics/people.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        gathering=gathering, page=page, state=state, back=page_of(hosted), hosts=hosts,
        counts=queries.count_lists(gathering),
        keeps=policy.can_keep_list(hosted.here, hosted.topic, hosted.circle),
    )  # fmt: skip


@bp.post("/topics/<int:topic_id>/people/<int:member_id>/presence")
@write
def mark_present(topic_id: int, member_id: int) -> Response:
    """Somebody is there."""
    actions.mark_present(person(), topic_id, member_id)
    say(lazy("Noted as there"), undo=f"/topics/{topic_id}/people/{member_id}/absence")
    return see_other(f"/topics/{topic_id}/people")


@bp.post("/topics/<int:topic_id>/people/<int:member_id>/absence")
@write
def unmark_present(topic_id: int, member_id: int) -> Response:
    """They are not there after all."""
    actions.unmark_present(person(), topic_id, member_id)
    return see_other(f"/topics/{topic_id}/people")


@bp.get("/topics/<int:topic_id>/people.csv")
def people_file(topic_id: int) -> Response:
    """The whole list as a table, for host and staff."""
    hosted, _gathering = _hosting(topic_id)
    head = (_("Number"), _("Name"), _("State"), _("Signed up at"), _("There since"))
    rows = (
        (
            row.number, row.face.display_name if row.face else "", str(STATES[row.state]),
            exact(row.signed_up_at), exact(row.checked_in_at),
        )
        for row in queries.all_people(hosted)
    )  # fmt: skip
    text = csv_of(head, rows)
    tell_export(hosted.here, "people", ("entry", topic_id))
    return _file(text, "text/csv", f"event-{topic_id}-{clock.local_day()}.csv")


@bp.get("/topics/<int:topic_id>/places")
def places(topic_id: int) -> str:
    """Where it is and for how many: for host and staff."""
    hosted, gathering = _hosting(topic_id)
    given = {"place": gathering.place, "capacity": gathering.capacity or ""}
    return _places_page(hosted, gathering, blank_form(GatheringForm, given))


@bp.post("/topics/<int:topic_id>/places")
@write
def change_places(topic_id: int) -> Response:
    """Another place, more or fewer places; who waits moves up."""
    form = read_form(GatheringForm)
    if form:
        with form:
            given = form.input
            actions.arrange_event(person(), topic_id, given["place"], given["capacity"])
            say(lazy("Saved"))
            return see_other(page_of(queries.get_topic(visitor(), topic_id)))
    return make_response(_places_page(*_hosting(topic_id), form), form.status)


@bp.get("/topics/<int:topic_id>/door")
def door(topic_id: int) -> str:
    """What hangs at the door: a code to be scanned by who comes."""
    hosted, gathering = _hosting(topic_id)
    return render_template(
        "topics/door.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        gathering=gathering, back=page_of(hosted),
    )


@bp.get("/topics/<int:topic_id>/door.svg")
def door_code(topic_id: int) -> Response:
    """The code, drawn as vectors."""
    _hosted, gathering = _hosting(topic_id)
    drawn = io.BytesIO()
    segno.make(door_address(gathering), error="m", micro=False).save(
        drawn, kind="svg", border=QR_BORDER, xmldecl=False, svgclass=None, lineclass=None,
        omitsize=True, dark="#111", light="#fff",
    )  # fmt: skip
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/topics/<int:topic_id>/arrive")
def arriving(topic_id: int) -> str:
    """Where the code at the door leads: one tap says that one is there."""
    return _arriving_page(topic_id, blank_form(CodeInput, {"code": request.args.get("code", "")}))


@bp.post("/topics/<int:topic_id>/arrive")
@write
def arrive(topic_id: int) -> Response:
    """There."""
    form = read_form(CodeInput)
    if form:
        with form:
            actions.arrive(person(), topic_id, form.input["code"])
            say(lazy("Welcome. You are checked in"))
            return see_other(page_of(queries.get_topic(visitor(), topic_id)))
    return make_response(_arriving_page(topic_id, form), form.status)


@bp.get("/topics/<int:topic_id>/event.ics")
def calendar_file(topic_id: int) -> Response:
    """The event for one's own calendar."""
    hosted, gathering = queries.get_gathering(visitor(), topic_id)
    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, hosted.circle))
    written = calendar_of(hosted, gathering)
    return _file(written, "text/calendar", f"event-{topic_id}.ics")


def _hosting(topic_id: int) -> tuple[Hosted, Gathering]:
    hosted, gathering = queries.get_gathering(person(), topic_id)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    return hosted, gathering


def _hosts(hosted: Hosted) -> bool:
    return bool(policy.can_host(hosted.here, hosted.topic, hosted.circle))


def _places_page(hosted: Hosted, gathering: Gathering, form: Form) -> str:
    return render_template(
        "topics/places.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        gathering=gathering, form=form, back=page_of(hosted), max_place=MAX_PLACE,
        max_capacity=MAX_CAPACITY,
    )  # fmt: skip


def _arriving_page(topic_id: int, form: Form) -> str:
    hosted, gathering = queries.get_gathering(person(), topic_id)
    mine = queries.find_sign_up(topic_id, hosted.here.user_id or 0)
    return render_template(
        "topics/arrive.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        gathering=gathering, mine=mine, form=form, back=page_of(hosted),
        can_arrive=policy.can_arrive(hosted.here, hosted.topic),
    )  # fmt: skip


def _file(text: str, kind: str, name: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
