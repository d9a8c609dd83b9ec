"""The page of the mode for minors, and what it keeps closed."""

from flask import Response, make_response, render_template, request

from circle.accounts import actions, queries
from circle.accounts.policy import has_time
from circle.accounts.schemas import MINUTES_A_DAY, MinorsInput, PinInput
from circle.accounts.views.base import bp, signed_in_person
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import Form, blank_form, read_form, say, see_other, visitor

PAGE = "/me/minors"
# Reached at any hour: leaving the mode, going, and what one agreed to.
ALWAYS = (
    "accounts.minors", "accounts.choose_minors_mode", "accounts.leave_minors_mode",
    "accounts.sign_out", "accounts.sign_out_now", "accounts.document", "accounts.choose_language",
    "accounts.choose_appearance", "accounts_api.Session",
    "accounts_api.choose_minors_mode", "accounts_api.leave_minors_mode",
    "notifications.ending", "notifications.end_letters", None,
)  # fmt: skip


@bp.before_app_request
def keep_minors_hours() -> None:
    """In the mode for minors nothing opens at night or once the day's minutes are used up."""
    if request.routing_exception or request.endpoint in ALWAYS or not visitor().is_minor:
        return
    mode = queries.minors_mode(visitor().user_id or 0)
    if mode is not None:
        require(visitor(), has_time(mode))
        actions.note_minute(mode)


@bp.get(PAGE)
def minors() -> str:
    """Choose the mode, or see what it allows and leave it."""
    return _page(blank_form(MinorsInput, {"minutes": 60}))


@bp.post(PAGE)
def choose_minors_mode() -> Response:
    """Take the mode."""
    signed_in_person()
    form = read_form(MinorsInput)
    if form:
        with form:
            actions.choose_minors_mode(visitor(), form.input)
            say(lazy("The mode for minors is on"))
            return see_other(PAGE)
    return make_response(_page(form), form.status)


@bp.post(f"{PAGE}/leave")
def leave_minors_mode() -> Response:
    """Leave the mode with its PIN."""
    signed_in_person()
    form = read_form(PinInput)
    if form:
        with form:
            actions.leave_minors_mode(visitor(), form.input["pin"])
            say(lazy("The mode for minors is off"))
            return see_other(PAGE)
    return make_response(_page(form), form.status)


def _page(form: Form) -> str:
    mode = queries.minors_mode(signed_in_person())
    return render_template(
        "accounts/minors.html", mode=mode, form=form, offered=MINUTES_A_DAY,
    )  # fmt: skip
