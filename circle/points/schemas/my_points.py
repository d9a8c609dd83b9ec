"""What is answered about a member's own points: what they have, the next level, the history."""

from marshmallow import fields

from circle.core.api import page_of
from circle.core.schemas import InputSchema, OutputSchema


class PointsQuery(InputSchema):
    """Which page of the history to show."""

    cursor = fields.String(load_default=None)
    limit = fields.String(load_default=None)


class MovementOutput(OutputSchema):
    """One line of the history; `title` and `detail` are in the reader's language."""

    id = fields.Integer(required=True)
    rule = fields.String(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True)
    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    entry_id = fields.Integer(required=True, allow_none=True)
    at = fields.DateTime(required=True)


class NextLevelOutput(OutputSchema):
    """The next level: the growth it begins at, what is left to it, the privileges it opens."""

    level = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    left = fields.Integer(required=True)
    opens = fields.List(fields.String(), required=True)


class PointsOutput(OutputSchema):
    """What one has: `balance` is spendable less owed, `held` set aside, `waiting` settles soon."""

    balance = fields.Integer(required=True)
    spendable = fields.Integer(required=True)
    owed = fields.Integer(required=True)
    held = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    lapsing = fields.Integer(required=True)
    earned_today = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    level = fields.Integer(required=True)
    next_level = fields.Nested(NextLevelOutput, required=True, allow_none=True)
    ledger = fields.Nested(page_of(MovementOutput), required=True)
