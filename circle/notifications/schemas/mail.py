"""What a mail provider tells, as JSON."""

from dataclasses import dataclass

from marshmallow import fields, validate

from circle.core.schemas import InputSchema

TYPES = ("bounced", "complained")
LONGEST_ADDRESS, LONGEST_STATUS, LONGEST_WHY = 254, 20, 2000


@dataclass(frozen=True, slots=True)
class MailEvent:
    """A letter that did not arrive, or was not wanted."""

    type: str
    address: str
    status: str
    why: str


class MailEventInput(InputSchema):
    """`status` is RFC 3463's, `5.1.1`; without one the address counts as gone."""

    makes = MailEvent

    type = fields.String(required=True, validate=validate.OneOf(TYPES))
    address = fields.String(required=True, validate=validate.Length(3, LONGEST_ADDRESS))
    status = fields.String(load_default="", validate=validate.Length(max=LONGEST_STATUS))
    why = fields.String(load_default="", validate=validate.Length(max=LONGEST_WHY))
