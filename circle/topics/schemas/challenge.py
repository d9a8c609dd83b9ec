"""What is asked and answered about the days of a challenge and its ranking."""

from marshmallow import fields

from circle.core.schemas import InputSchema, OutputSchema
from circle.points.schemas.boards import BoardPersonOutput
from circle.points.schemas.check_in import MakeUpsOutput, Month


class DaysQuery(InputSchema):
    """Which month to show; the one of today when none is named."""

    month = Month(load_default=None, metadata={"description": "2026-11"})


class DayInput(InputSchema):
    """The missed day to make up."""

    day = fields.Date(required=True)


class ChallengeDayOutput(OutputSchema):
    """One day of the calendar: done made_up open before missed to_come outside."""

    day = fields.Date(required=True)
    state = fields.String(required=True)
    can_make_up = fields.Boolean(required=True)


class ChallengeDaysOutput(OutputSchema):
    """One's month in a challenge, and where one stands."""

    month = Month(required=True)
    days = fields.List(fields.Nested(ChallengeDayOutput), required=True)
    today = fields.Date(required=True)
    first = fields.Date(required=True, metadata={"description": "The challenge's first day"})
    last = fields.Date(required=True)
    total = fields.Integer(required=True, metadata={"description": "Days kept or made up"})
    streak = fields.Integer(required=True)
    longest = fields.Integer(required=True)
    make_ups = fields.Nested(MakeUpsOutput, required=True)


class StandingOutput(OutputSchema):
    """Where one stands after making up a day."""

    days = fields.Integer(required=True)
    streak = fields.Integer(required=True)
    longest = fields.Integer(required=True)
    balance = fields.Integer(required=True, metadata={"description": "Points left"})


class PlacedOutput(OutputSchema):
    """Somebody in the ranking; `place` is null from the thousandth on."""

    place = fields.Integer(required=True, allow_none=True)
    member = fields.Nested(BoardPersonOutput, attribute="face", required=True)
    days = fields.Integer(required=True)
    streak = fields.Integer(required=True)
    longest = fields.Integer(required=True)


class MyRankOutput(OutputSchema):
    """Where one stands; a `place` of 1000 means that or further."""

    place = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True)
    streak = fields.Integer(required=True)
    longest = fields.Integer(required=True)
    shown = fields.Boolean(required=True, metadata={"description": "Others see me here"})


class RankingOutput(OutputSchema):
    """A page of the ranking, and oneself."""

    items = fields.List(fields.Nested(PlacedOutput), required=True)
    next = fields.String(required=True, allow_none=True)
    mine = fields.Nested(MyRankOutput, required=True, allow_none=True)
