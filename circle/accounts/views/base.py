"""What the pages of accounts share: their blueprint, and what happens around every request."""

from flask import Blueprint, Response, current_app, g, request, session, url_for
from flask_login import current_user

from circle.accounts import actions
from circle.accounts.browser import browser_cookie, browser_name
from circle.core.errors import NotAllowed, SignInNeeded, Unavailable
from circle.core.headers import cookie_manners
from circle.core.i18n import lazy
from circle.core.web import see_other, visitor, visitor_region

bp = Blueprint("accounts", __name__)

Page = str | Response | tuple[str, int]

DEVICE_LASTS = 400 * 24 * 3600  # as long as browsers allow
OPEN = (
    "accounts", "accounts_api", "api_reference", "content_api.save_draft", "home.me",
    "notifications.ending", "notifications.end_letters", None,
)  # fmt: skip


def signed_in_person() -> int:
    """The number of who is signed in; a guest is sent to the sign-in."""
    user_id = visitor().user_id
    if user_id is None:
        raise SignInNeeded
    return user_id


@bp.after_app_request
def keep_device(response: Response) -> Response:
    """Who has just signed in keeps a name for this browser, so that two accounts of one person
    are seen to be one's; nobody who merely reads is given one."""
    if g.get("keep_device"):
        response.set_cookie(
            browser_cookie(), browser_name(), max_age=DEVICE_LASTS, **cookie_manners(current_app)
        )
    return response


@bp.before_app_request
def ask_agreement() -> Response | None:
    """Before anything else, whoever has not agreed to the terms in force is asked, once.

    Programs read on; what they would write waits (403 `terms_required`). One's own account, data
    and drafts stay within reach.
    """
    if request.blueprint in OPEN or request.endpoint in OPEN or request.routing_exception:
        return None
    if "_user_id" not in session and "Authorization" not in request.headers:
        return None
    if visitor().has_agreed:
        return None
    is_read = request.method in ("GET", "HEAD")
    if request.path.startswith("/api/"):
        if is_read:
            return None
    elif is_read:
        return see_other(url_for("accounts.agreement", next=request.full_path.rstrip("?")))
    raise NotAllowed(
        lazy("The terms have changed. Read and accept them first, then send this again"),
        code="terms_required",
    )


@bp.after_app_request
def note_visit(response: Response) -> Response:
    """Once an hour, note that this browser was here; a busy database may skip one."""
    if "_user_id" not in session or response.status_code >= 500:
        return response
    if visitor().session_id is not None and current_user.is_due:
        try:
            actions.touch_session(visitor(), visitor_region())
        except Unavailable:
            current_app.logger.info("a visit was not noted: the database is busy")
    return response
