"""What may be sent about labels of members, and what is answered about them, to staff alone."""

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields

from circle.circles.schemas.circles import Between
from circle.core.schemas import MESSAGES, CleanText, InputSchema, Length, OneOf, OutputSchema

MAX_LABELS = 50  # of a circle: more are searched instead of chosen from
MAX_LABEL = 20  # characters of a name
MAX_LABELLED = 100  # members at once
COLOURS = 8


def check_id(value: int) -> None:
    """Refuse what is the id of nothing."""
    if value < 1:
        raise ValidationError([MESSAGES["invalid"]])


class LabelName(CleanText):
    """One line, its inner white space as one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return " ".join(super()._deserialize(value, attr, data, **kwargs).split())


@dataclass(frozen=True, slots=True)
class NewLabel:
    """A label to make; without a colour it gets the next."""

    name: str
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class LabelChange:
    """What changes of a label; what is not named stays."""

    name: str | None = None
    colour: int | None = None


class LabelInput(InputSchema):
    """A label to make."""

    makes = NewLabel

    name = LabelName(required=True, validate=Length(min=1, max=MAX_LABEL))
    colour = fields.Integer(validate=Between(0, COLOURS - 1))


class LabelChangeInput(InputSchema):
    """Another name, another colour, or both."""

    makes = LabelChange

    name = LabelName(validate=Length(min=1, max=MAX_LABEL))
    colour = fields.Integer(validate=Between(0, COLOURS - 1))


class MergeInput(InputSchema):
    """The label that stays: who carries the other one carries it too."""

    into = fields.Integer(required=True, validate=check_id)


class LabelledInput(InputSchema):
    """Which members; all of them, or none."""

    member_ids = fields.List(
        fields.Integer(strict=True, validate=check_id), required=True,
        validate=Length(min=1, max=MAX_LABELLED),
    )


class LabelledForm(InputSchema):
    """The same as a page sends it: who was ticked."""

    member_ids = fields.List(
        fields.Integer(validate=check_id), required=True,
        validate=Length(min=1, max=MAX_LABELLED),
    )


class ManyLabelledForm(LabelledForm):
    """Who was ticked, with which label, and whether it is given or taken."""

    label_id = fields.Integer(required=True, validate=check_id)
    way = fields.String(required=True, validate=OneOf(("give", "take")))


class LabelOutput(OutputSchema):
    """A label."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    colour = fields.Integer(required=True, metadata={"description": "0 to 7"})


class LabelCountOutput(LabelOutput):
    """A label and how many members carry it."""

    members = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)


class LabelledOutput(OutputSchema):
    """Whom a label was given to or taken from; who carried it already, or did not, is not named."""

    member_ids = fields.List(fields.Integer(), required=True)


class OwnLabelOutput(LabelOutput):
    """A label one was given oneself: where, since when, and when one took it off."""

    circle = fields.String(required=True, metadata={"description": "The circle's address"})
    circle_name = fields.String(required=True)
    given_at = fields.DateTime(required=True)
    merged = fields.Boolean(
        required=True, metadata={"description": "It came when staff merged two labels"}
    )
    refused_at = fields.DateTime(required=True, allow_none=True)
