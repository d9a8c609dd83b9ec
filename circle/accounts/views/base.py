"""What the pages of accounts share: their blueprint, the browser asking, its session cookie."""

import re
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, request, session, url_for
from flask_login import current_user, login_user

from circle.accounts import actions, queries
from circle.accounts.schemas import Browser
from circle.config import LOOPBACK
from circle.core.errors import NotAllowed, SignInNeeded, Unavailable
from circle.core.headers import cookie_manners
from circle.core.i18n import lazy
from circle.core.tokens import keyed_digest
from circle.core.web import (
    is_public,
    network_of,
    see_other,
    site_origin,
    visitor,
    visitor_region,
)

bp = Blueprint("accounts", __name__)

Page = str | Response | tuple[str, int]

DEFAULT_PORT = 8000
DEVICE_LASTS = 400 * 24 * 3600  # as long as browsers allow
DEVICE = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits
OPEN = ("accounts", "accounts_api", "api_reference", "content_api.save_draft", None)


def browser() -> Browser:
    """The browser that asks."""
    address = network_of(request.remote_addr)
    return Browser(
        request.user_agent.string, address, visitor_region(),
        device=keyed_digest("device", _device()),
        network=keyed_digest("network", address) if is_public(request.remote_addr) else None,
    )  # fmt: skip


def origin() -> str:
    """Where letters lead: the configured address, else this machine; never a guessed host."""
    configured = current_app.config["CIRCLE"].base_url
    if configured or urlsplit(request.host_url).hostname in LOOPBACK:
        return site_origin()
    return f"http://127.0.0.1:{request.environ.get('SERVER_PORT', DEFAULT_PORT)}"


def keep_signed_in(token: str) -> None:
    """Put a new session into the cookie; nothing of the one before stays in it."""
    session.clear()
    session.permanent = True
    g.keep_device = True
    found = queries.signed_in_by_session(token)
    if found is not None:
        login_user(found)


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
            _device_cookie(), _device(), max_age=DEVICE_LASTS,
            **cookie_manners(current_app),
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


def _device() -> str:
    """This browser's own name: the one it brought, else a new one."""
    if "device" not in g:
        brought = request.cookies.get(_device_cookie(), "")
        g.device = brought if DEVICE.fullmatch(brought) else secrets.token_urlsafe(16)
    return str(g.device)


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
