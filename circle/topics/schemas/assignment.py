"""What is sent and answered about submissions: a grade with a note, who is missing."""

from dataclasses import dataclass
from typing import ClassVar

from marshmallow import fields

from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.points.schemas.boards import BoardPersonOutput
from circle.topics.models.assignments import GRADES, MAX_NOTE


@dataclass(frozen=True, slots=True)
class Review:
    """What host or staff say of a submission."""

    grade: str
    note: str = ""
    show: bool = False  # as a good one


class ReviewInput(InputSchema):
    """A grade, and a note for its author alone."""

    makes: ClassVar[type | None] = Review

    grade = fields.String(required=True, validate=OneOf(GRADES))
    note = CleanText(validate=Length(max=MAX_NOTE))
    show = fields.Boolean(metadata={"description": "Hold it up as a good one as well"})


class MissingOutput(OutputSchema):
    """Members who have not handed in, and how many there are."""

    items = fields.List(fields.Nested(BoardPersonOutput), required=True)
    next = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)
