"""What is said of endpoints of brands, and what is answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields

from circle.core import calls
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.notifications.kinds import HOOK_KINDS
from circle.notifications.models.hooks import MAX_NOTE, MAX_URL


def check_url(url: str) -> None:
    """Refuse what could not be called: not https, or of one machine or network by its very name."""
    try:
        calls.parts_of(url, loopback=calls.is_loopback_open())
    except calls.Unreachable as error:
        if error.code == "private":
            raise ValidationError([lazy("This address is not on the internet")]) from error
        raise ValidationError([lazy("It looks like https://example.com/circle")]) from error


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint to be: where it is, what it wants to hear, and a word about it."""

    url: str
    kinds: list[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class EndpointChange:
    """Another address, other wishes, another word; None leaves it as it is."""

    url: str | None = None
    kinds: list[str] | None = None
    note: str | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when; `arrived` is for sending also what was taken already."""

    since: datetime
    until: datetime
    arrived: bool = False


def _url(**options: Any) -> CleanText:
    return CleanText(
        validate=[Length(min=9, max=MAX_URL), check_url],
        metadata={"description": "https, a public host; no user, no fragment"}, **options,
    )  # fmt: skip


def _kinds(**options: Any) -> fields.List[str]:
    return fields.List(
        fields.String(validate=OneOf(tuple(HOOK_KINDS))),
        validate=Length(min=1, max=len(HOOK_KINDS)), **options,
    )  # fmt: skip


class EndpointInput(InputSchema):
    """An endpoint to be."""

    makes = NewEndpoint
    url = _url(required=True)
    kinds = _kinds(required=True)
    note = CleanText(validate=Length(max=MAX_NOTE), load_default="")


class BrandEndpointInput(InputSchema):
    """An endpoint to be, and the circle it hears of."""

    url = _url(required=True)
    kinds = _kinds(required=True)
    note = CleanText(validate=Length(max=MAX_NOTE), load_default="")
    circle = fields.String(
        load_default=None, allow_none=True,
        metadata={"description": "Its address (slug); null: every circle of the brand"},
    )  # fmt: skip


class EndpointChangeInput(InputSchema):
    """What is to be another way."""

    makes = EndpointChange
    url = _url(load_default=None)
    kinds = _kinds(load_default=None)
    note = CleanText(validate=Length(max=MAX_NOTE), load_default=None)
    enabled = fields.Boolean(load_default=None)


class SpanInput(InputSchema):
    """From when until when; `arrived` true: also what was taken already."""

    makes = Span
    since = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)
    arrived = fields.Boolean(load_default=False)


class SpanForm(InputSchema):
    """How far back, as a page asks it."""

    hours = fields.Integer(required=True, validate=OneOf((1, 24, 168, 720)))
    arrived = fields.Boolean(load_default=False)


class EndpointOutput(OutputSchema):
    """An endpoint; `secret` is told when it is made, and never again."""

    id = fields.Integer()
    brand_id = fields.Integer()
    circle_id = fields.Integer(allow_none=True)
    url = fields.String()
    kinds = fields.List(fields.String())
    note = fields.String()
    enabled = fields.Boolean(attribute="is_on")
    off_why = fields.String(allow_none=True)
    off_at = fields.AwareDateTime(allow_none=True)
    failing_since = fields.AwareDateTime(allow_none=True)
    heard_at = fields.AwareDateTime(allow_none=True)
    old_secret_until = fields.AwareDateTime(attribute="old_until", allow_none=True)
    created_at = fields.AwareDateTime()


class SecretOutput(OutputSchema):
    """A secret, shown this once."""

    id = fields.Integer()
    secret = fields.String()
    old_secret_until = fields.AwareDateTime(allow_none=True)


class AttemptOutput(OutputSchema):
    """One try: what was answered, or why nothing was, and after how many milliseconds."""

    at = fields.AwareDateTime()
    status = fields.Integer(allow_none=True)
    trouble = fields.String(allow_none=True)
    ms = fields.Integer()


class DeliveryOutput(OutputSchema):
    """One message to an endpoint and its latest tries."""

    id = fields.Integer()
    message = fields.String(attribute="ident")
    type = fields.String(attribute="kind")
    at = fields.AwareDateTime()
    state = fields.String()
    due_at = fields.AwareDateTime()
    attempts = fields.List(fields.Nested(AttemptOutput))


class SentOutput(OutputSchema):
    """What is on its way."""

    id = fields.Integer()


class CountOutput(OutputSchema):
    """How many."""

    count = fields.Integer()
