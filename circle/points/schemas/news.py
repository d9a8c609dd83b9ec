"""What a sheet of congratulations sends back when it is put away."""

from collections.abc import Sequence
from dataclasses import dataclass

from marshmallow import fields

from circle.core.schemas import InputSchema, Length, OneOf
from circle.points.badges import BADGES


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was shown: the level, and which badges."""

    level: int
    badges: Sequence[str] = ()


class ToldInput(InputSchema):
    """The level and the badges somebody was shown."""

    makes = Told

    level = fields.Integer(required=True)
    badges = fields.List(
        fields.String(validate=OneOf(tuple(BADGES))), validate=Length(max=len(BADGES)),
        load_default=list,
    )  # fmt: skip
