"""What is asked and answered when somebody looks whether a question was asked before."""

from marshmallow import fields

from circle.core.schemas import CleanText, InputSchema, Length, OutputSchema
from circle.qa.schemas.choices import STATES

MAX_ASKED = 200


class SimilarQuery(InputSchema):
    """The words typed so far."""

    q = CleanText(required=True, validate=Length(min=1, max=MAX_ASKED))


class SimilarItem(OutputSchema):
    """A question that asks the same, with what helps to decide."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    answers = fields.Integer(required=True)
    me_too = fields.Integer(required=True)
    shown = fields.String(
        required=True,
        metadata={"description": "sent along with me-too when one joins it instead of asking"},
    )


class SimilarOutput(OutputSchema):
    """At most five, the likest first."""

    items = fields.List(fields.Nested(SimilarItem), required=True)
    next = fields.String(required=True, allow_none=True)
