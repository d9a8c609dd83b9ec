"""One handler for every refusal and failure: a page for people, problem+json for programs."""

import logging

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from marshmallow import ValidationError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from circle.core.attempts import tell_attempt
from circle.core.db import session
from circle.core.errors import (
    BadRequest,
    CircleError,
    Invalid,
    NotAllowed,
    NotFound,
    SignInNeeded,
    TooLarge,
    TooMany,
    Unavailable,
)  # fmt: skip
from circle.core.i18n import lazy
from circle.core.switches import ReadOnly
from circle.core.throttle import Standing
from circle.core.web import flatten_errors

log = logging.getLogger("circle.web")

MIN_WORDS = 5  # shorter ones are typed again faster than copied
BARE_PAGE = Markup(
    '<!doctype html><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{message}</p>'
)

HTTP_ERRORS: dict[int, tuple[type[CircleError], str]] = {
    400: (BadRequest, "bad_request"), 404: (NotFound, "not_found"), 413: (TooLarge, "too_large"),
    422: (Invalid, "invalid"),
}  # fmt: skip


def install_failures(app: Flask) -> None:
    """Answer every exception the same way, wherever it comes from."""
    app.register_error_handler(CircleError, answer)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(ValidationError, answer_validation)
    for trouble in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        app.register_error_handler(trouble, answer_database)
    app.register_error_handler(Exception, answer_unexpected)


def wants_json() -> bool:
    """Whether the asker is a program: the API, or a script in the page."""
    return request.path.startswith("/api/") or (
        request.accept_mimetypes.best_match(["text/html", "application/json"])
        == "application/json"
    )


def answer(error: CircleError) -> Response:
    """A refusal as problem+json or as a page; a guest's page leads to the sign-in."""
    if isinstance(error, NotAllowed) and error.attempt is not None:
        tell_attempt(error.attempt, f"{request.method} {request.endpoint}")
    if wants_json():
        response = make_response(problem(error), error.status)
        response.content_type = "application/problem+json"
    elif isinstance(error, SignInNeeded) and request.method in ("GET", "HEAD"):
        return make_response(redirect(url_for("accounts.sign_in", next=request.full_path), 303))
    else:
        response = make_response(_page(error), error.status)
    return tell_when(response, error)


def tell_when(response: Response, error: CircleError) -> Response:
    """An answer that refuses says when to come back, and what is left of a limit."""
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, TooMany):
        g.standing = Standing(error.limit or 1, 0, error.retry_after or 1)
    return response


def _page(error: CircleError) -> str:
    """The refusal as a page that gives back what was typed; plain when nothing else can be had."""
    g.database_fails = isinstance(error, Unavailable) and not isinstance(error, ReadOnly)
    try:
        return render_template(
            "errors/error.html", error=error, status=error.status, typed=typed_words()
        )
    except exc.SQLAlchemyError:
        session().rollback()
        return BARE_PAGE.format(title=error.title, message=error.message)


def typed_words() -> list[str]:
    """The longer texts of the form that was sent, to be shown again: never a secret."""
    if request.method != "POST":
        return []
    try:
        form = request.form
    except RequestEntityTooLarge:
        return []  # it could not be read, which is what is being answered
    return [
        text for name, text in form.items(multi=True)
        if len(text) >= MIN_WORDS and not name.startswith("_") and not _is_secret(name)
    ]  # fmt: skip


def _is_secret(name: str) -> bool:
    return "password" in name or "token" in name


def problem(error: CircleError) -> dict[str, object]:
    """The body of a problem+json answer (RFC 9457) with our stable code."""
    body: dict[str, object] = {
        "type": "about:blank", "title": str(error.title), "status": error.status,
        "code": error.code, "detail": str(error.message),
    }
    if error.errors:
        body["errors"] = {
            name: [str(message) for message in found] for name, found in error.errors.items()
        }
    return body


def answer_http(error: HTTPException) -> Response:
    """Flask's and webargs' own refusals in our shape."""
    if isinstance(error, CSRFError):
        stale = lazy("This page has been open too long. Load it again and send it once more")
        return answer(BadRequest(stale, code="csrf"))
    if error.code and error.code < 400:
        return make_response(error)
    kind, code = HTTP_ERRORS.get(error.code or 500, (CircleError, "error"))
    refusal = kind(code=code)
    refusal.status = error.code or 500
    if refusal.status in (401, 403, 405, 406, 415, 429) and kind is CircleError:
        refusal.code = (error.name or "error").lower().replace(" ", "_")
        refusal.message = str(error.name)
    found = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    if found:
        body = found.get("json") or found.get("query") or found.get("files") or found
        refusal.errors = flatten_errors(body)
    response = answer(refusal)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def answer_validation(error: ValidationError) -> Response:
    """Input a schema refused outside a form."""
    return answer(Invalid(errors=flatten_errors(error.messages)))


def answer_database(error: Exception) -> Response:
    """A database that is busy or away: nothing was changed, ask again."""
    session().rollback()
    log.exception("database failure")
    return answer(Unavailable(retry_after=2))


def answer_unexpected(error: Exception) -> Response:
    """Our own mistake: logged whole, told without detail."""
    session().rollback()
    log.exception("unexpected failure")
    return answer(CircleError(lazy("We made a mistake. It has been noted, nothing was lost")))
