"""What is sent and answered about ideas: what becomes of one, where it leads, who is thanked."""

from marshmallow import fields

from circle.content.schemas import AuthorOutput, check_id
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.topics.models.ideas import MAX_STATUS_NOTE, STATUSES


class IdeaStatusInput(InputSchema):
    """What becomes of an idea, and why."""

    status = fields.String(required=True, validate=OneOf(STATUSES))
    note = CleanText(load_default="", validate=Length(max=MAX_STATUS_NOTE))


class MergeInput(InputSchema):
    """The idea it asks for the same as."""

    reply_id = fields.Integer(strict=True, required=True, validate=check_id)


class MergeForm(InputSchema):
    """The same on a page, where ideas are known by their floors."""

    floor = fields.Integer(required=True)


class CreditOutput(OutputSchema):
    """Somebody an idea is owed to, and for what."""

    member = fields.Nested(AuthorOutput, required=True, allow_none=True)
    part = fields.String(
        required=True, metadata={"description": "author, merged (wrote the same) or me_too"}
    )
