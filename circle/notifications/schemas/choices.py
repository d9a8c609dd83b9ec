"""What people choose of notices: by kind, by circle, by hour; and what they mute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from marshmallow import fields

from circle.core.i18n import lazy
from circle.core.schemas import InputSchema, OneOf, OutputSchema
from circle.notifications.kinds import EMAIL, KINDS
from circle.notifications.models.choices import DIGESTS

SAME = "same"  # in one circle: as everywhere else
WAYS = {  # what a page offers: in the inbox or not, and by letter how
    "now": (True, "now"), "digest": (True, "digest"), "inbox": (True, "off"),
    "none": (False, "off"),
}  # fmt: skip
WAY_NAMES = {
    "now": lazy("Inbox, and a letter at once"),
    "digest": lazy("Inbox, and counted in the weekly letter"),
    "inbox": lazy("Only the inbox"),
    "none": lazy("Not at all"),
    SAME: lazy("As everywhere"),
}
LASTS = {"8h": timedelta(hours=8), "week": timedelta(days=7), "good": None}
LAST_NAMES = {
    "8h": lazy("For 8 hours"), "week": lazy("For a week"), "good": lazy("For good"),
}  # fmt: skip
BUDGETS_A_DAY = (0, 1, 2, 3, 5, 10)
BUDGETS_A_WEEK = (0, 1, 3, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants to hear of one kind; `inbox` None: as everywhere, or as usual."""

    kind: str
    inbox: bool | None = None
    email: str = "off"


@dataclass(frozen=True, slots=True)
class Times:
    """What holds for all kinds; None leaves it as it is."""

    quiet_from: int | None = None
    quiet_until: int | None = None
    digest: str | None = None
    reach_per_day: int | None = None
    reach_per_week: int | None = None


@dataclass(frozen=True, slots=True)
class ChoicesChange:
    """Some choices at once, everywhere or in one circle."""

    circle: str | None = None
    kinds: Sequence[Choice] = ()
    times: Times = Times()


class ChoiceInput(InputSchema):
    """One kind, how it is told."""

    makes = Choice
    kind = fields.String(required=True, validate=OneOf(tuple(KINDS)))
    inbox = fields.Boolean(allow_none=True, metadata={
        "description": "null: as everywhere, or as usual"})  # fmt: skip
    email = fields.String(validate=OneOf(EMAIL))


class WayForm(InputSchema):
    """The same on a page: one of a few ways."""

    way = fields.String(required=True, validate=OneOf((*WAYS, SAME)))


class TimesInput(InputSchema):
    """Quiet hours on the clock of Shanghai, the weekly letter, how much circles may send."""

    makes = Times
    quiet_from = fields.Integer(validate=OneOf(range(24)))
    quiet_until = fields.Integer(validate=OneOf(range(24)))
    digest = fields.String(validate=OneOf(DIGESTS))
    reach_per_day = fields.Integer(validate=OneOf(BUDGETS_A_DAY))
    reach_per_week = fields.Integer(validate=OneOf(BUDGETS_A_WEEK))


class ChoicesInput(InputSchema):
    """What changes of the choices; `circle` (a slug) says where, none: everywhere."""

    makes = ChoicesChange
    circle = fields.String(allow_none=True)
    kinds = fields.List(fields.Nested(ChoiceInput))
    times = fields.Nested(TimesInput)


class MuteForm(InputSchema):
    """For how long one wants to hear nothing."""

    lasts = fields.String(load_default="good", validate=OneOf(tuple(LASTS)))


class ChosenOutput(OutputSchema):
    """One kind as it is told: chosen here, everywhere, or as usual."""

    kind = fields.String(required=True)
    inbox = fields.Boolean(required=True)
    email = fields.String(required=True, validate=OneOf(EMAIL))
    is_fixed = fields.Boolean(required=True, metadata={
        "description": "always in the inbox"})  # fmt: skip
    is_own = fields.Boolean(required=True, metadata={
        "description": "chosen here, not taken from elsewhere"})  # fmt: skip


class TimesOutput(OutputSchema):
    """What holds for all kinds."""

    quiet_from = fields.Integer(required=True)
    quiet_until = fields.Integer(required=True)
    digest = fields.String(required=True)
    reach_per_day = fields.Integer(required=True)
    reach_per_week = fields.Integer(required=True)
    mail_stopped_at = fields.DateTime(required=True, allow_none=True)
    mail_stopped_why = fields.String(required=True, allow_none=True)


class ChoicesOutput(OutputSchema):
    """What somebody chose, everywhere or in one circle."""

    circle = fields.String(required=True, allow_none=True)
    kinds = fields.List(fields.Nested(ChosenOutput), required=True)
    times = fields.Nested(TimesOutput, required=True)


class MuteOutput(OutputSchema):
    """Something somebody hears nothing of."""

    kind = fields.String(required=True)
    id = fields.Integer(required=True)
    name = fields.String(required=True, allow_none=True, metadata={
        "description": "null: it cannot be seen any more"})  # fmt: skip
    circle = fields.String(required=True, allow_none=True)
    until = fields.DateTime(required=True, allow_none=True)
