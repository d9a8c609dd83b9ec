"""What is sent and answered about events: places, people on the list, the code at the door."""

from marshmallow import fields, validate

from circle.content.schemas import AuthorOutput, PageQuery
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.topics.models import MAX_PLACE
from circle.topics.models.gatherings import MAX_OFF_REASON
from circle.topics.schemas.inputs import MAX_CAPACITY

LISTS = ("going", "waiting", "off")
MAX_CODE = 64


class CapacityInput(InputSchema):
    """How many places there are."""

    capacity = fields.Integer(
        strict=True, required=True, allow_none=True, validate=validate.Range(1, MAX_CAPACITY),
        metadata={"description": "null for everybody"},
    )


class PlaceInput(InputSchema):
    """Where it is."""

    place = CleanText(required=True, validate=Length(max=MAX_PLACE))


class GatheringForm(InputSchema):
    """Place and places on a page; no number of places is for everybody."""

    place = CleanText(load_default="", validate=Length(max=MAX_PLACE))
    capacity = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, MAX_CAPACITY)
    )


class CodeInput(InputSchema):
    """What the code at the door says."""

    code = CleanText(required=True, validate=Length(min=1, max=MAX_CODE))


class PeopleQuery(PageQuery):
    """Who comes, who waits, or whom the host took off."""

    state = fields.String(
        load_default="going", validate=OneOf(LISTS),
        metadata={"description": "off: those taken off the list, for host and staff"},
    )  # fmt: skip


class OffInput(InputSchema):
    """Why somebody is taken off the list, for them to read."""

    reason = CleanText(load_default="", validate=Length(max=MAX_OFF_REASON))


class SignUpOutput(OutputSchema):
    """One's own place, or where one waits."""

    state = fields.String(
        required=True, attribute="listed",
        metadata={"description": "going, waiting, cancelled, or off where the host took it off"},
    )  # fmt: skip
    number = fields.Integer(required=True, metadata={"description": "who was first has the lower"})
    signed_up_at = fields.DateTime(required=True)
    moved_up_at = fields.DateTime(
        required=True, allow_none=True,
        metadata={"description": "when a place came free; null for who had one at once"},
    )
    checked_in_at = fields.DateTime(required=True, allow_none=True)


class SignedUpOutput(OutputSchema):
    """Somebody on the list of an event."""

    member = fields.Nested(AuthorOutput, required=True, allow_none=True)
    number = fields.Integer(required=True)
    state = fields.String(required=True)
    signed_up_at = fields.DateTime(required=True)
    checked_in_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "null to all but host and staff"}
    )
    off_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "when the host took it off"}
    )
    off_reason = fields.String(required=True, metadata={"description": "for host and staff"})


class DoorOutput(OutputSchema):
    """What the host shows at the door."""

    code = fields.String(required=True)
    url = fields.String(
        required=True, metadata={"description": "what the QR code says: where people confirm"}
    )
