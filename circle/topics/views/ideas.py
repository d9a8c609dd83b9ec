"""Ideas: me too, what becomes of one, where it leads, whom it is owed to."""

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, request

from circle.content import queries as content
from circle.content.models import Entry
from circle.core.errors import Invalid
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
from circle.topics import actions, policy, queries
from circle.topics.kinds import STATUS_NAMES
from circle.topics.models.ideas import MAX_STATUS_NOTE
from circle.topics.queries import Hosted
from circle.topics.schemas import FloorChoice
from circle.topics.schemas.ideas import IdeaStatusInput, MergeForm
from circle.topics.views.blueprint import bp, person


@bp.post("/replies/<int:reply_id>/me-too")
@write
def want(reply_id: int) -> Response:
    """The button without scripts: it says me too, or takes it back."""
    hosted, entry, _idea = queries.get_idea(person(), reply_id)
    wanted = "me_too" in content.reactions_of(visitor(), [reply_id]).get(reply_id, ())
    verb = actions.unwant_idea if wanted else actions.want_idea
    verb(visitor(), reply_id)
    return back_to(_address(hosted, entry))


@bp.get("/replies/<int:reply_id>/idea")
def look_after_idea(reply_id: int) -> str:
    """A sheet for host and staff: what becomes of it, what asks for the same."""
    return _sheet(reply_id, {})


@bp.post("/replies/<int:reply_id>/status")
@write
def decide(reply_id: int) -> Response:
    """What becomes of it."""
    def verb(given: dict[str, str]) -> Entry:
        entry = actions.set_idea_status(person(), reply_id, given["status"], given["note"])
        say(lazy("Saved. Everybody sees how it stands"))
        return entry

    return _done(reply_id, "standing", read_form(IdeaStatusInput), verb)


@bp.post("/replies/<int:reply_id>/merge")
@write
def merge(reply_id: int) -> Response:
    """It leads to another idea, which is named by its floor."""
    def verb(given: dict[str, int]) -> Entry:
        hosted, _entry, _idea = queries.get_idea(person(), reply_id)
        into = _on_floor(hosted, given["floor"])
        entry = actions.merge_idea(person(), reply_id, into)
        say(lazy("Merged. Its me-toos count there"), undo=f"/replies/{reply_id}/unmerge")
        return entry

    return _done(reply_id, "merging", read_form(MergeForm), verb)


@bp.post("/replies/<int:reply_id>/unmerge")
@write
def unmerge(reply_id: int) -> Response:
    """It stands for itself again."""
    entry = actions.unmerge_idea(person(), reply_id)
    say(lazy("It stands for itself again"))
    return see_other(_address(queries.get_reply(visitor(), reply_id)[0], entry))


@bp.get("/replies/<int:reply_id>/credits")
def list_credits(reply_id: int) -> str:
    """Everybody an idea is owed to."""
    hosted, entry, idea = queries.get_idea(visitor(), reply_id)
    require(hosted.here, policy.can_see_credits(hosted.here, hosted.circle))
    page = queries.credits_page(idea, cursor=request.args.get("cursor"), limit=page_limit())
    return render_template(
        "topics/credits.html", circle=hosted.circle, here=hosted.here, entry=entry, idea=idea,
        page=page, back=_address(hosted, entry),
    )


def _done(reply_id: int, name: str, form: Form, verb: Callable[[Any], Entry]) -> Response:
    if form:
        with form:
            entry = verb(form.input)
            return see_other(_address(queries.get_reply(visitor(), reply_id)[0], entry))
    return make_response(_sheet(reply_id, {name: form}), form.status)


def _sheet(reply_id: int, forms: dict[str, Form]) -> str:
    hosted, entry, idea = queries.get_idea(person(), reply_id)
    require(hosted.here, policy.can_decide(hosted.here, entry, hosted.topic, hosted.circle))
    given = {"status": idea.status, "note": idea.status_note}
    return render_template(
        "topics/idea.html", circle=hosted.circle, here=hosted.here, entry=entry, idea=idea,
        topic=hosted.topic, back=_address(hosted, entry), max_note=MAX_STATUS_NOTE,
        statuses=list(STATUS_NAMES.items()),
        standing=forms.get("standing", blank_form(IdeaStatusInput, given)),
        merging=forms.get("merging", blank_form(MergeForm)),
    )  # fmt: skip


def _on_floor(hosted: Hosted, number: int) -> int:
    """The idea on a floor of the same topic."""
    floors = queries.floors_page(hosted, FloorChoice(floor=max(1, number), limit=1)).items
    if not floors or floors[0].floor != number:
        message = lazy("There is no such floor")
        raise Invalid(message, errors={"floor": [message]})
    return floors[0].id


def _address(hosted: Hosted, entry: Entry) -> str:
    return content.entry_path(hosted.circle.slug, entry)
