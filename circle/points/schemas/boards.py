"""What is asked and answered about leaderboards and badges."""

from marshmallow import fields

from circle.core.schemas import InputSchema, OneOf, OutputSchema

PERIODS = ("day", "week", "month", "all")


class BoardQuery(InputSchema):
    """Which board."""

    period = fields.String(load_default="week", validate=OneOf(PERIODS))


class BoardPersonOutput(OutputSchema):
    """Somebody on a board."""

    id = fields.Integer(required=True, metadata={"description": "The user"})
    member_id = fields.Integer(required=True)
    name = fields.String(required=True)
    display_name = fields.String(required=True)
    avatar_url = fields.String(required=True, allow_none=True)
    level = fields.Integer(required=True)
    role = fields.String(required=True, allow_none=True)


class PlaceOutput(OutputSchema):
    """One line of a board; `score` is growth."""

    place = fields.Integer(required=True)
    member = fields.Nested(BoardPersonOutput, attribute="face", required=True)
    score = fields.Integer(required=True)


class MyPlaceOutput(OutputSchema):
    """Where one stands; a `place` of 1000 means that or further."""

    place = fields.Integer(required=True, allow_none=True)
    score = fields.Integer(required=True)
    shown = fields.Boolean(required=True, metadata={"description": "Others see me here"})


class BoardOutput(OutputSchema):
    """A leaderboard: the first 50, and oneself."""

    period = fields.String(required=True, metadata={"enum": list(PERIODS)})
    items = fields.List(fields.Nested(PlaceOutput), attribute="places", required=True)
    mine = fields.Nested(MyPlaceOutput, required=True, allow_none=True)


class ShownOutput(OutputSchema):
    """Whether one is seen on the boards."""

    shown = fields.Boolean(attribute="on_boards", required=True)


class BadgeOutput(OutputSchema):
    """A badge: what it thanks for, how far one is, who got it lately."""

    key = fields.String(attribute="badge.key", required=True)
    name = fields.String(attribute="badge.name", required=True)
    behaviour = fields.String(attribute="badge.behaviour", required=True)
    times = fields.Integer(attribute="badge.times", required=True)
    count = fields.Integer(required=True)
    earned_at = fields.DateTime(required=True, allow_none=True)
    lately = fields.List(fields.Nested(BoardPersonOutput), required=True)


class BadgesOutput(OutputSchema):
    """Every badge of a circle."""

    items = fields.List(fields.Nested(BadgeOutput), required=True)
