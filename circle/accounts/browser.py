"""The browser that asks, for pages and JSON alike: what is noted of it, and what it comes for."""

import re
import secrets
from urllib.parse import urlsplit

from flask import current_app, g, request, session
from flask_login import login_user

from circle.accounts import actions, queries
from circle.accounts.avatars import drop_avatar_files, keep_avatar
from circle.accounts.policy import LETTERS_ACCOUNT, LETTERS_ADDRESS
from circle.accounts.schemas import Browser
from circle.config import LOOPBACK
from circle.core.i18n import current_locale
from circle.core.storage import files
from circle.core.throttle import count_try
from circle.core.tokens import keyed_digest, token_digest
from circle.core.web import (
    is_public,
    network_of,
    safe_path,
    sender_key,
    site_origin,
    visitor,
    visitor_region,
)

DEFAULT_PORT = 8000
NOT_FOLLOWED = ("/enter", "/link/", "/signout")  # anybody may ask for a letter to somebody else
MAX_FOLLOWING = 300  # a longer address would break the lines of a letter
DEVICE = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits


def browser() -> Browser:
    """The browser that asks."""
    address = network_of(request.remote_addr)
    return Browser(
        request.user_agent.string, address, visitor_region(),
        device=keyed_digest("device", browser_name()),
        network=sender_key("network") if is_public(request.remote_addr) else None,
    )  # fmt: skip


def browser_name() -> str:
    """This browser's own name: the one it brought, else a new one."""
    if "device" not in g:
        brought = request.cookies.get(browser_cookie(), "")
        g.device = brought if DEVICE.fullmatch(brought) else secrets.token_urlsafe(16)
    return str(g.device)


def browser_cookie() -> str:
    """What the cookie with that name is called."""
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


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


def request_letter(purpose: str, account: str) -> None:
    """Count the try, then have the letter sent; its link leads on to the form's `_next`."""
    count_try(LETTERS_ADDRESS, browser().ip)
    count_try(LETTERS_ACCOUNT, token_digest(queries.email_key(account)))
    going = safe_path(request.form.get("_next"), "")
    following = "" if len(going) > MAX_FOLLOWING or going.startswith(NOT_FOLLOWED) else going
    actions.request_link(actions.Wanted(purpose, account, origin(), current_locale(), following))


def keep_new_avatar(sent: bytes) -> None:
    """Store the files, then show them; when the verb fails they go again."""
    key = keep_avatar(files(), sent)
    try:
        actions.set_avatar(visitor(), key)
    except BaseException:
        drop_avatar_files(files(), key)
        raise
