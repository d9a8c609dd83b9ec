"""Messages of other servers that carry a signature of their own (Standard Webhooks)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from flask import request
from marshmallow import Schema, ValidationError

from circle.core import clock, signing
from circle.core.errors import BadRequest, CircleError, Invalid, TooLarge
from circle.core.i18n import lazy
from circle.core.web import flatten_errors

MAX_BODY = 16 * 1024
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class Message:
    """What another server sent, and how it says it signed it."""

    id: str
    timestamp: str
    signature: str
    body: bytes


class SignatureRefused(CircleError):
    """A message no key in use signed, or one that is too old."""

    status = 401
    code = "signature_refused"
    title = lazy("This message is not signed by a key in use")


def described(schema: type[Schema]) -> dict[str, Any]:
    """How such a call stands in the OpenAPI document: its headers and its body."""
    return {
        "security": [],
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
            for name in HEADERS
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }  # fmt: skip


def read_message() -> Message:
    """The message of this request. Raises TooLarge."""
    body = request.stream.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise TooLarge
    ident, timestamp, signature = (request.headers.get(name, "") for name in HEADERS)
    return Message(ident[:128], timestamp, signature, body)


def check_message(message: Message, keys: Iterable[str | bytes]) -> None:
    """Insist that one of these keys signed a message within the last five minutes.

    Raises SignatureRefused.
    """
    if not signing.is_timely(message.timestamp, clock.now().timestamp()):
        raise SignatureRefused(code="signature_too_old")
    right = [signing.sign(key, message.id, message.timestamp, message.body) for key in keys]
    if not message.id or not signing.is_signed(message.signature, right):
        raise SignatureRefused


def load_body(message: Message, schema: Schema) -> Any:
    """What a message says. Raises BadRequest or Invalid."""
    try:
        return schema.load(orjson.loads(message.body))
    except orjson.JSONDecodeError as error:
        raise BadRequest(lazy("The body is not JSON"), code="bad_json") from error
    except ValidationError as error:
        raise Invalid(errors=flatten_errors(error.messages)) from error
