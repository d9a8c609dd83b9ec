"""What every request passes before a view sees it: tokens and scopes, forgery, how often."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from circle.core.errors import BadRequest, NotAllowed, SignInNeeded
from circle.core.i18n import lazy
from circle.core.requestlog import Sent, note_request
from circle.core.switches import refuse_writing
from circle.core.throttle import Limit, Standing, count_try
from circle.core.web import visitor, visitor_key

V = TypeVar("V", bound=Callable[..., Any])

API = "/api/"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
PERSON_WRITES = Limit("writes", 60, 60)  # a busy person with nine pictures stays below
GUEST_WRITES = Limit("writes", 20, 60)  # per address: signing in, signing up, reporting
NOT_LOGGED = ("content_api.save_draft",)  # every few seconds, and nobody else sees it
TOKEN_ARGUMENTS = ("access_token", "api_token", "bearer", "token")


def install_gate(app: Flask, csrf: CSRFProtect) -> None:
    """Put the checks before every request, and what is left of the limit on every answer."""

    @app.before_request
    def pass_gate() -> None:
        if request.routing_exception is not None:
            return  # nothing is read or written: 404 and 405 are said as such
        _refuse_tokens_in_address()
        if _mark_of(request.endpoint, request.method, "signs_itself"):
            if not _mark_of(request.endpoint, request.method, "stays_open"):
                refuse_writing()
            return
        token = bearer_token()
        if token is not None:
            _check_token(request.method)
        if request.method in SAFE_METHODS:
            return
        if token is None:
            _refuse_other_origins(app.config["CIRCLE"].base_url)
            csrf.protect()
        _count_write()
        if not _stays_open():
            refuse_writing()

    app.after_request(_tell_limit)
    app.after_request(_keep_fresh)


def needs_scope(scope: str) -> Callable[[V], V]:
    """Mark an API view that a token may use only with this scope (else read and write decide)."""

    def mark(view: V) -> V:
        view.__dict__["token_scope"] = scope
        return view

    return mark


def signs_itself(view: V) -> V:
    """Mark an API view that other servers call with a signature of their own, checked in the view.

    No cookie or token is looked at, so nothing can be forged with one; it limits its callers.
    """
    view.__dict__["signs_itself"] = True
    return view


def stays_open(view: V) -> V:
    """Mark a view that takes what is sent while the site can only be read: coming in and going,
    reporting, and what changes nothing but this browser."""
    view.__dict__["stays_open"] = True
    return view


def is_signed(endpoint: str, method: str) -> bool:
    """Whether a call carries a signature of its own, instead of a session or a token."""
    return bool(_mark_of(endpoint, method, "signs_itself"))


def require_scope(scope: str) -> None:
    """Refuse a token made without this scope, where what it asks for decides which one."""
    if not visitor().has_scope(scope):
        raise NotAllowed(
            lazy("This token was made without the scope %(scope)s", scope=scope),
            code="scope_needed",
        )


def bearer_token() -> str | None:
    """The API token this request carries; elsewhere than in the API there is none."""
    if not request.path.startswith(API):
        return None
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def scope_of(endpoint: str | None, method: str) -> str:
    """The scope a token needs for a view: its mark, else read for GET and write for the rest."""
    default = "read" if method in SAFE_METHODS else "write"
    return str(_mark_of(endpoint, method, "token_scope") or default)


def _stays_open() -> bool:
    marked = _mark_of(request.endpoint, request.method, "stays_open")
    return bool(marked) or visitor().is_site_staff


def _mark_of(endpoint: str | None, method: str, mark: str) -> Any:
    view: Any = current_app.view_functions.get(endpoint or "")
    handler = getattr(getattr(view, "view_class", None), method.lower(), view)
    return getattr(handler, mark, None)


def _refuse_tokens_in_address() -> None:
    """A token in an address ends up in logs and histories: it is refused and not looked at."""
    if request.path.startswith(API) and any(name in request.args for name in TOKEN_ARGUMENTS):
        raise BadRequest(
            lazy("Send the token in the Authorization header, never in the address"),
            code="token_in_query",
        )


def _check_token(method: str) -> None:
    """A token that is not known is refused even where a guest may read; then its scopes."""
    actor = visitor()
    if actor.is_guest:
        raise SignInNeeded(lazy("This token is not valid, or not any more"), code="token_invalid")
    require_scope(scope_of(request.endpoint, method))


def _refuse_other_origins(base_url: str | None) -> None:
    """A browser says where a form came from; one from elsewhere is refused whatever it carries."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    ours = {request.host, urlsplit(base_url).netloc if base_url else request.host}
    if urlsplit(origin).netloc not in ours:
        raise CSRFError("The origin does not match the host.")


def _count_write() -> None:
    limit = PERSON_WRITES if visitor().user_id else GUEST_WRITES
    g.standing = count_try(limit, visitor_key(), beside=_note_write)


def _note_write() -> None:
    """Keep who sent something from where, in the transaction that counts it."""
    if request.endpoint in NOT_LOGGED:
        return
    user_id = visitor().user_id
    note_request(Sent(
        who=f"u{user_id}" if user_id else "", address=request.remote_addr or "",
        method=request.method, path=request.path, request_id=g.get("request_id", ""),
    ))  # fmt: skip


def _tell_limit(response: Response) -> Response:
    standing: Standing | None = g.get("standing")
    if standing is not None:
        response.headers["RateLimit-Limit"] = str(standing.limit)
        response.headers["RateLimit-Remaining"] = str(standing.remaining)
        response.headers["RateLimit-Reset"] = str(standing.reset)
    if response.status_code == 401 and request.path.startswith(API):
        response.headers["WWW-Authenticate"] = 'Bearer realm="circle"'
    return response


def _keep_fresh(response: Response) -> Response:
    """A JSON answer that did not change is told so (ETag, If-None-Match)."""
    if (
        request.method in ("GET", "HEAD")
        and request.path.startswith(API)
        and response.status_code == 200
        and not response.direct_passthrough
        and response.mimetype == "application/json"
    ):
        if "ETag" not in response.headers:
            response.add_etag(weak=True)  # the same bytes packed differently are the same answer
        response.make_conditional(request)
    return response

