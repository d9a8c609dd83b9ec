"""Between Flask and the verbs: who asks, forms read and given back, writes that repeat safely."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from types import TracebackType
from typing import IO, Any, ParamSpec, TypedDict, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, g, make_response, redirect, request, session, url_for
from flask_login import current_user
from marshmallow import ValidationError, fields
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from circle.core import idempotency
from circle.core.actor import Actor
from circle.core.beforehand import be_ready
from circle.core.db import abandon, repeated, transaction
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import Text
from circle.core.paging import read_limit
from circle.core.regions import region_of
from circle.core.schemas import InputSchema
from circle.core.tokens import keyed_digest

P = ParamSpec("P")
R = TypeVar("R")

NOT_INPUT = ("csrf_token",)  # and every name that begins with "_": the page's own fields
EMPTY_IS_NONE = (fields.Integer, fields.DateTime, fields.Date, fields.Email, fields.Url)


def visitor() -> Actor:
    """Who sends this request, before any circle is entered."""
    actor: Actor = current_user.actor
    return actor


def page_limit() -> int:
    """The page size this request asks for."""
    return read_limit(request.args.get("limit"))


def visitor_key() -> str:
    """A name for whoever sends this request, for counting tries: the user, else the address."""
    actor = visitor()
    return f"u{actor.user_id}" if actor.user_id else f"ip{network_of(request.remote_addr)}"


def visitor_region() -> str | None:
    """Where this request comes from, as a code; proxies are believed as far as configured."""
    return region_of(request.remote_addr)


def is_in_wechat() -> bool:
    """Whether this request comes from WeChat's own browser or a mini-program's web-view (R44)."""
    return "micromessenger" in request.user_agent.string.lower()


class Toast(TypedDict):
    """A short word for the next page, and the address that takes back what it tells of."""

    text: str
    undo: str | None


class Form:
    """A posted form: what was typed, what it means, and what is wrong with it.

    As a context manager it keeps what the verb refuses: an Invalid as errors of its fields, a
    Conflict as the word above them. `status` is what the page that shows them answers with.
    """

    def __init__(self, schema: InputSchema, typed: MultiDict[str, str] | None) -> None:
        self.typed: Mapping[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self.input: Any = None
        self.refusal = ""
        self.status = Invalid.status
        if typed is not None:
            self._load(schema, typed)

    def __bool__(self) -> bool:
        return self.input is not None and not self.errors

    def __enter__(self) -> "Form":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Invalid | Conflict):
            return False
        self.errors = {name: [str(m) for m in found] for name, found in error.errors.items()}
        self.refusal = str(error.message)
        self.status = error.status
        return True

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed into a field, or the value it starts with."""
        return self.typed.get(name, default) if self.typed else default

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return " ".join(self.errors.get(name, ()))

    def _load(self, schema: InputSchema, typed: MultiDict[str, str]) -> None:
        self.typed = _typed_values(schema, typed)
        try:
            self.input = schema.load(_meant_values(schema, self.typed))
        except ValidationError as error:
            self.errors = flatten_errors(error.messages)


def read_form(schema: type[InputSchema]) -> Form:
    """The posted form, loaded through the schema that JSON uses too."""
    return Form(schema(), request.form)


def blank_form(schema: type[InputSchema], values: Mapping[str, Any] | None = None) -> Form:
    """A form nobody has filled in yet, showing the values it starts with."""
    form = Form(schema(), None)
    form.typed = dict(values or {})
    return form


def flatten_errors(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Marshmallow's nested messages as {field: [sentence]} in the reader's language."""
    if isinstance(messages, dict):
        flat: dict[str, list[str]] = {}
        for name, inner in messages.items():
            flat.update(flatten_errors(inner, f"{prefix}.{name}" if prefix else str(name)))
        return flat
    said = [messages] if isinstance(messages, str | Text) else messages
    return {prefix or "_schema": [str(message) for message in said]}


def write(view: Callable[P, R]) -> Callable[P, Response]:
    """A write that may be sent again: with a key, verb and answer are one transaction.

    The key comes in the Idempotency-Key header or the form's hidden `_key`. An answer of 400 or
    more is neither stored nor are its changes kept. Slow work belongs before, not inside.
    """

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key") or request.form.get("_key")
        be_ready()
        if not key:
            return make_response(view(*args, **kwargs))
        who, digest, before = _actor_key(), _request_digest(), deepcopy(dict(session))

        def once() -> Response:
            _rewind(before)
            with transaction():
                known = idempotency.begin(who, key, digest)
                if known is not None:
                    return _replay(known)
                response = make_response(view(*args, **kwargs))
                if response.status_code >= 400:
                    abandon()
                else:
                    idempotency.complete(who, key, _answer_of(response))
                return response

        return repeated(once)

    return run


def back_to(default: str) -> Response:
    """Redirect to the form's `_next` when it stays on this site, else to `default`."""
    return see_other(safe_path(request.form.get("_next") or request.args.get("next"), default))


def see_other(path: str) -> Response:
    """Redirect after a write, always to be fetched by GET."""
    return make_response(redirect(path, 303))


def moved_for_good(path: str, **changed: str) -> Response:
    """Redirect to where a page stands from now on, with what was chosen; asked anew each time,
    for who moved it may move it back."""
    kept = {**request.args.to_dict(), **changed}
    kept.pop("cursor", None)
    answer = make_response(redirect(f"{path}?{urlencode(kept)}" if kept else path, 301))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def safe_path(path: str | None, default: str) -> str:
    """`path` when it is a plain path of this site and no longer than an answer keeps, else
    `default`: no open redirect."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return default
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.isprintable() or {" ", "\\"} & set(path):
        return default
    return path if len(iri_to_uri(path)) <= idempotency.MAX_LOCATION else default


def say(text: Text | str, undo: str | None = None) -> None:
    """Show a short word on the next page; `undo` is the address that takes it back."""
    session["toasts"] = [*session.get("toasts", ()), Toast(text=str(text), undo=undo)]


def words_said() -> list[Toast]:
    """The short words of the write before; told once, however often this page asks."""
    if "toasts" not in g:
        g.toasts = session.pop("toasts", [])
    said: list[Toast] = g.toasts
    return said


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page, on the configured host."""
    return f"{site_origin()}{url_for(endpoint, **values)}"


def site_origin() -> str:
    """Scheme and host of this site as configured; a request's Host is believed only without."""
    base_url: str | None = current_app.config["CIRCLE"].base_url
    return base_url or request.host_url.rstrip("/")


def network_of(address: str | None) -> str:
    """What of an address stands for one household: all of IPv4, the first half of IPv6."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return address or ""


def _rewind(before: Mapping[str, Any]) -> None:
    """Undo what a try that was lost left behind: words for the next page, files read to their end.
    """
    if dict(session) != before:
        session.clear()
        session.update(deepcopy(dict(before)))
    for upload in request.files.values():
        upload.stream.seek(0)


def sender_key(purpose: str) -> str:
    """A keyed digest that stands for where this request comes from, another for each purpose."""
    return keyed_digest(purpose, network_of(request.remote_addr))


def is_public(address: str | None) -> bool:
    """Whether an address is one of the internet's, not of a machine or network of its own."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_global


def _actor_key() -> str:
    actor = visitor()
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    return f"guest:{session.get('csrf_token') or request.remote_addr}"


def _request_digest() -> str:
    """A digest of what is asked: method, path and body, without the form's own fields."""
    secret = current_app.config["SECRET_KEY"].encode()  # a form may hold a password
    digest = hmac.new(secret, f"{request.method} {request.path}\n".encode(), "sha256")
    if request.form or request.files:
        for name, value in sorted(request.form.items(multi=True)):
            if name not in (*NOT_INPUT, "_key"):
                digest.update(f"{name}={len(value)}:{value}\n".encode(errors="replace"))
        for name, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
            upload.stream.seek(0)  # whoever decoded it may have left it at its end
            digest.update(f"{name}:{_file_digest(upload.stream)}".encode())
            upload.stream.seek(0)
    else:
        digest.update(request.get_data())
    return digest.hexdigest()


def _file_digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1 << 16):
        digest.update(piece)
    return digest.hexdigest()


def _replay(known: idempotency.StoredAnswer) -> Response:
    response = Response(known.body, known.status, content_type=known.content_type)
    if known.location:
        response.headers["Location"] = known.location
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _answer_of(response: Response) -> idempotency.StoredAnswer:
    return idempotency.StoredAnswer(
        response.status_code, response.content_type, response.headers.get("Location"),
        response.get_data(),
    )


def _typed_values(schema: InputSchema, typed: MultiDict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in typed:
        if name in NOT_INPUT or name.startswith("_"):
            continue
        many = isinstance(schema.fields.get(name), fields.List)
        values[name] = typed.getlist(name) if many else typed[name]
    return values


def _meant_values(schema: InputSchema, typed: Mapping[str, Any]) -> dict[str, Any]:
    """A form's way of saying things in JSON's: absent checkboxes, empty boxes."""
    meant = dict(typed)
    for name, field in schema.fields.items():
        if isinstance(field, fields.Boolean):
            meant[name] = typed.get(name) in ("on", "true", "1", "yes")
        elif isinstance(field, fields.List):
            meant[name] = [value for value in typed.get(name, []) if value != ""]
        elif typed.get(name) == "" and isinstance(field, EMPTY_IS_NONE):
            if field.allow_none:
                meant[name] = None
            else:
                del meant[name]
    return meant
