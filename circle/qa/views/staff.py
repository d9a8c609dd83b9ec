"""Keeping questions in order: a sheet for who asked and the staff, and each thing on it."""

from flask import Response, make_response, render_template, request

from circle.content.policy import is_own
from circle.core import clock
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, read_form, safe_path, say, see_other, visitor, write
from circle.qa import actions, policy, queries
from circle.qa.queries import Asked
from circle.qa.schemas import AssignmentForm, CloseForm, DuplicateForm
from circle.qa.views.blueprint import back_to_question, bp, page_of, person

Forms = dict[str, Form]
KEEPING = ("close", "reopen", "mark_duplicate", "assign", "resolve")


@bp.get("/questions/<int:entry_id>/manage")
def manage(entry_id: int) -> str:
    """Everything to keep a question in order: give it to somebody, close, merge, open again."""
    asked = queries.get_question(person(), entry_id)
    return _sheet(asked, {})


@bp.post("/questions/<int:entry_id>/close")
@write
def close(entry_id: int) -> Response:
    """No more answers, and why."""
    form = read_form(CloseForm)
    if form:
        with form:
            asked = actions.close_question(person(), entry_id, form.input["reason"])
            say(lazy("Closed"), undo=f"/questions/{entry_id}/reopen")
            return back_to_question(asked)
    return _again(entry_id, {"close": form})


@bp.post("/questions/<int:entry_id>/reopen")
@write
def reopen(entry_id: int) -> Response:
    """It takes answers again."""
    asked = actions.reopen_question(person(), entry_id)
    say(lazy("Open again"))
    return back_to_question(asked)


@bp.post("/questions/<int:entry_id>/duplicate")
@write
def duplicate(entry_id: int) -> Response:
    """Staff lead it to the question that asked it before."""
    form = read_form(DuplicateForm)
    if form:
        try:
            with form:
                asked = actions.mark_duplicate(person(), entry_id, int(form.input.original))
                say(lazy("It leads to the other one now"), undo=f"/questions/{entry_id}/reopen")
                return back_to_question(asked)
        except NotFound:
            form.errors["original"] = [str(lazy("There is no such question here"))]
        if form.status != Conflict.status:
            form.errors.setdefault("original", form.errors.pop("duplicate_of", [form.refusal]))
    return _again(entry_id, {"duplicate": form})


@bp.post("/questions/<int:entry_id>/assign")
@write
def assign(entry_id: int) -> Response:
    """Staff give it to a colleague, by when and with a note, or to nobody."""
    form = read_form(AssignmentForm)
    if form:
        with form:
            asked = actions.assign_question(person(), entry_id, form.input)
            given = asked.question.assigned_to is not None
            say(lazy("Given to them") if given else lazy("Given to nobody"))
            return back_to_question(asked)
    return _again(entry_id, {"assign": form})


@bp.post("/answers/<int:entry_id>/official")
@write
def official(entry_id: int) -> Response:
    """The reply that speaks for the brand is marked, or is so no longer."""
    question_id = queries.get_answer(person(), entry_id).asked.entry.id
    on = request.form.get("on", "true") == "true"
    asked = actions.mark_official(visitor(), question_id, entry_id if on else None)
    say(lazy("Marked as the official reply") if on else lazy("No official reply any more"))
    return see_other(page_of(asked))


@bp.post("/questions/<int:entry_id>/resolve")
@write
def resolve(entry_id: int) -> Response:
    """What was reported is resolved, or is not after all."""
    on = request.form.get("on", "true") == "true"
    asked = actions.resolve_question(person(), entry_id, on=on)
    say(lazy("Marked as resolved") if on else lazy("Not resolved after all"))
    return back_to_question(asked)


def _again(entry_id: int, forms: Forms) -> Response:
    """The sheet once more with everything typed and what is wrong with it."""
    status = max(form.status for form in forms.values())
    return make_response(_sheet(queries.get_question(visitor(), entry_id), forms), status)


def _came_from(asked: Asked) -> str:
    """Back to the queue where the sheet was opened from there, else to the question."""
    return safe_path(request.values.get("_next") or request.args.get("next"), page_of(asked))


def _sheet(asked: Asked, forms: Forms) -> str:
    can = queries.question_can(asked)
    question = asked.question
    told = not question.is_open and asked.here.is_member and is_own(asked.here, asked.entry)
    if not told and not any(can[name] for name in KEEPING):
        raise NotFound
    people = queries.colleagues(asked.here, asked.circle) if can["assign"] else ()
    assigned = next((row.id for row in people if row.user_id == question.assigned_to), "")
    due = question.assigned_due
    given = {
        "member_id": assigned, "note": question.assigned_note,
        "due": f"{clock.local(due):%Y-%m-%dT%H:%M}" if due and due > clock.now() else "",
    }  # fmt: skip
    return render_template(
        "qa/manage.html", circle=asked.circle, here=asked.here, entry=asked.entry,
        question=question, can=can, back=_came_from(asked),
        people=[(row.id, row.display_name) for row in people],
        assign=forms.get("assign", blank_form(AssignmentForm, given)),
        close=forms.get("close", blank_form(CloseForm)),
        duplicate=forms.get("duplicate", blank_form(DuplicateForm)),
        sees_note=policy.can_see_queue(asked.here),
    )  # fmt: skip
