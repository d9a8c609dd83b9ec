"""Messages of circles: what staff write, to whom, and what came of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields, validates_schema
from marshmallow.validate import Range

from circle.circles.policy import Role
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema
from circle.notifications.models.reach import MAX_BODY, MAX_POINT, MAX_TITLE, STATES

LEVELS = range(1, 7)
MAX_LABELS = 20
PAGE = re.compile(r"/(?:posts|questions|topics|entries)/([0-9]{1,18})(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What staff would like to say, to whom, and what it is for."""

    point: str
    title: str
    body: str
    title_b: str = ""
    body_b: str = ""
    entry_id: int | None = None
    roles: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    labels: tuple[int, ...] = ()

    @property
    def audience(self) -> Mapping[str, Any]:
        """To whom, as it is kept; nothing chosen means everybody."""
        return {"roles": list(self.roles), "levels": list(self.levels),
                "labels": list(self.labels)}  # fmt: skip


class EntryAddress(fields.Integer):
    """The number of an entry, also as the address of its page, as somebody pastes it."""

    def _deserialize(self, value: Any, *given: Any, **more: Any) -> Any:
        found = PAGE.search(value.strip()) if isinstance(value, str) else None
        return super()._deserialize(found[1] if found else value, *given, **more)


class BroadcastInput(InputSchema):
    """A message to members: the one line of what it is for is not optional."""

    makes = NewBroadcast
    point = CleanText(required=True, validate=Length(min=2, max=MAX_POINT))
    title = CleanText(required=True, validate=Length(min=1, max=MAX_TITLE))
    body = CleanText(required=True, validate=Length(min=1, max=MAX_BODY))
    title_b = CleanText(load_default="", validate=Length(max=MAX_TITLE))
    body_b = CleanText(load_default="", validate=Length(max=MAX_BODY))
    entry_id = EntryAddress(load_default=None, allow_none=True, validate=Range(min=1))
    roles = fields.List(fields.String(validate=OneOf(tuple(Role))), load_default=())
    levels = fields.List(fields.Integer(validate=OneOf(tuple(LEVELS))), load_default=())
    labels = fields.List(
        fields.Integer(validate=Range(min=1)), load_default=(), validate=Length(max=MAX_LABELS)
    )

    @validates_schema
    def both_or_none(self, data: Mapping[str, Any], **_ignored: Any) -> None:
        """A second wording is a title and a text."""
        if bool(data.get("title_b")) != bool(data.get("body_b")):
            missing = "body_b" if data.get("title_b") else "title_b"
            raise Invalid(errors={missing: [lazy("The second wording needs a title and a text")]})


class SendInput(InputSchema):
    """When to send; nothing: now."""

    at = Moment(load_default=None, allow_none=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many one wording was meant for, came to, and what they did; None: too few to tell."""

    variant: str
    delivered: int
    opened: int | None
    muted: int | None
    left: int | None


class OutcomeOutput(OutputSchema):
    """One wording's results."""

    variant = fields.String(required=True)
    delivered = fields.Integer(required=True)
    opened = fields.Integer(required=True, allow_none=True)
    muted = fields.Integer(required=True, allow_none=True)
    left = fields.Integer(required=True, allow_none=True)


class BroadcastOutput(OutputSchema):
    """A message of a circle, as its staff see it."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=OneOf(STATES))
    point = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    title_b = fields.String(required=True, allow_none=True)
    body_b = fields.String(required=True, allow_none=True)
    entry_id = fields.Integer(required=True, allow_none=True)
    audience = fields.Dict(required=True)
    send_at = fields.AwareDateTime(required=True, allow_none=True)
    begun_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    counted_at = fields.AwareDateTime(required=True, allow_none=True)
    delivered = fields.Integer(required=True)
    opened = fields.Integer(required=True, allow_none=True)
    muted = fields.Integer(required=True, allow_none=True)
    left = fields.Integer(required=True, allow_none=True)


class ResultsOutput(OutputSchema):
    """What came of a message: by wording, and why it did not come to some."""

    meant_for = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    held = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    outcomes = fields.List(fields.Nested(OutcomeOutput), required=True)


class ForecastOutput(OutputSchema):
    """To whom a message would come now; `held`: why not, `later`: in the morning."""

    meant_for = fields.Integer(required=True)
    held = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    later = fields.Integer(required=True)
    as_of = fields.AwareDateTime(required=True)


@dataclass(frozen=True, slots=True)
class Results:
    """The same."""

    meant_for: int
    waiting: int
    held: Mapping[str, int]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whom a message would come to now: how many it is meant for, how many not, and why."""

    meant_for: int
    held: Mapping[str, int]
    later: int  # in their quiet hours: in the morning
    as_of: datetime
