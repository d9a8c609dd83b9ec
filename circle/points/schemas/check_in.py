"""What may be sent about check-ins, and what is answered: the month, today, tomorrow, make-ups."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from circle.core.i18n import lazy
from circle.core.schemas import InputSchema, OutputSchema

MONTH = re.compile(r"(?:19|2\d)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


class Month(fields.String):
    """A month as `2026-11`; loads as its first day."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not MONTH.fullmatch(text):
            raise ValidationError([lazy("A month looks like 2026-11")])
        return date.fromisoformat(f"{text}-01")

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else f"{value:%Y-%m}"


class CheckInsQuery(InputSchema):
    """Which month to show; the one of today when none is named."""

    month = Month(load_default=None, metadata={"description": "2026-11"})


class CheckInInput(InputSchema):
    """A check-in; `day` is the one it was tapped on, for what is sent later than that."""

    day = fields.Date(load_default=None, allow_none=True)


class MakeUpInput(InputSchema):
    """The missed day to make up."""

    day = fields.Date(required=True)


class GainOutput(OutputSchema):
    """What a check-in brings; `bonus` comes on top on every seventh day in a row."""

    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    bonus = fields.Integer(required=True)


class CheckInDayOutput(OutputSchema):
    """One day of the calendar: done made_up open missed past to_come."""

    day = fields.Date(required=True)
    state = fields.String(required=True)
    streak = fields.Integer(required=True)


class MakeUpsOutput(OutputSchema):
    """Whether missed days can be made up, how often still this month, and what one costs."""

    offered = fields.Boolean(required=True)
    left = fields.Integer(required=True, allow_none=True)
    cost = fields.Integer(required=True)


class CheckInsOutput(OutputSchema):
    """A month of check-ins, and where one stands today."""

    month = Month(required=True)
    days = fields.List(fields.Nested(CheckInDayOutput), required=True)
    today = fields.Date(required=True)
    done = fields.Boolean(required=True)
    streak = fields.Integer(required=True)
    today_brings = fields.Nested(GainOutput, required=True)
    tomorrow_brings = fields.Nested(GainOutput, required=True)
    until_bonus = fields.Integer(required=True)
    make_ups = fields.Nested(MakeUpsOutput, required=True)


class CheckInOutput(OutputSchema):
    """A check-in: `new` is false when the day was kept before; what it paid, and the balance."""

    day = fields.Date(required=True)
    streak = fields.Integer(required=True)
    new = fields.Boolean(required=True)
    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    balance = fields.Integer(required=True)


class MadeUpOutput(OutputSchema):
    """A day that was made up, and the streak up to now."""

    day = fields.Date(required=True)
    streak = fields.Integer(required=True)
    made_up = fields.Boolean(required=True)
    balance = fields.Integer(required=True)
