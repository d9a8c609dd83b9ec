"""What may be sent about rewards and codes, and what is answered about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from circle.circles.schemas.circles import Between, ListQuery
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema
from circle.points.models.shop import REWARD_KINDS

MAX_PRICE = 1_000_000
MAX_STOCK = 1_000_000
MAX_PER_MEMBER = 1000
MAX_LEVEL = 6
MAX_CODES = 5000  # pasted at once
MAX_CODE = 120


@dataclass(frozen=True, slots=True)
class NewReward:
    """Something to put into the shop; `stock` is None for codes, which are counted."""

    kind: str
    name: str
    price: int
    stock: int | None = None
    intro: str = ""
    per_member: int = 1
    min_level: int = 1
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RewardChange:
    """What is to be different about a reward: only what is given.

    `version` is the one that was shown, when it matters that nobody changed it meanwhile;
    `stock_shown` is the stock that was shown: what was redeemed since is not brought back.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    stock_shown: int | None = None
    closed: bool | None = None


class _RewardFields(InputSchema):
    """What making and changing a reward have in common."""

    class Meta(InputSchema.Meta):
        """`from` and `until` are what the interface calls them."""

        include = {
            "from": Moment(attribute="from_at", allow_none=True),
            "until": Moment(attribute="until_at", allow_none=True),
        }

    intro = CleanText(validate=Length(max=500))
    stock = fields.Integer(allow_none=True, validate=Between(0, MAX_STOCK))
    per_member = fields.Integer(
        validate=Between(0, MAX_PER_MEMBER), metadata={"description": "0: as many as they like"}
    )
    min_level = fields.Integer(validate=Between(1, MAX_LEVEL))

    @validates_schema
    def check_span(self, data: Mapping[str, Any], **options: object) -> None:
        """It ends after it began."""
        start, end = data.get("from_at"), data.get("until_at")
        if start is not None and end is not None and end <= start:
            raise ValidationError({"until": [lazy("The end comes after the beginning")]})


class RewardInput(_RewardFields):
    """A reward to make; `stock` may be left out for codes, whose number is counted."""

    makes = NewReward

    kind = fields.String(required=True, validate=OneOf(REWARD_KINDS))
    name = CleanText(required=True, validate=Length(1, 40))
    price = fields.Integer(required=True, validate=Between(1, MAX_PRICE))

    @validates_schema
    def check_stock(self, data: Mapping[str, Any], **options: object) -> None:
        """What is not counted by its codes says how many there are."""
        if data.get("stock") is None and data.get("kind") != "code":
            raise ValidationError({"stock": [lazy("Fill this in")]})


class RewardChangeInput(_RewardFields):
    """Changes to a reward; what is left out stays."""

    name = CleanText(validate=Length(1, 40))
    price = fields.Integer(validate=Between(1, MAX_PRICE))
    closed = fields.Boolean()
    version = fields.Integer()
    stock_shown = fields.Integer()

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> RewardChange:
        """What is given, and what it rests on."""
        rest = {name: data.get(name) for name in ("version", "stock_shown", "closed")}
        given = {name: value for name, value in data.items() if name not in rest}
        return RewardChange(given=given, **rest)


class RewardForm(RewardChangeInput):
    """The page's form of changes: it shows everything but whether the reward is open."""

    class Meta(_RewardFields.Meta):
        """Closing has a button of its own."""

        exclude = ("closed",)


class CodesInput(InputSchema):
    """Codes as a list."""

    codes = fields.List(
        fields.String(validate=Length(max=1000)), required=True, validate=Length(1, MAX_CODES)
    )


class CodesForm(InputSchema):
    """Codes as pasted: one a line."""

    codes = fields.String(required=True)


class RefusedCodeOutput(OutputSchema):
    """A line that did not go in, and why."""

    line = fields.Integer(required=True)
    code = fields.String(required=True)
    reason = fields.String(required=True)


class CodesOutput(OutputSchema):
    """What became of a list of codes."""

    added = fields.Integer(required=True)
    stock = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedCodeOutput), required=True)


class RewardViewerOutput(OutputSchema):
    """What the asker can do about a reward; `missing` is the code of what is in the way."""

    points = fields.Integer(required=True)
    had = fields.Integer(required=True)
    can_redeem = fields.Boolean(required=True)
    missing = fields.String(required=True, allow_none=True)


class RewardOutput(OutputSchema):
    """A reward."""

    class Meta:
        """`from` and `until` are what the interface calls them."""

        include = {
            "from": fields.DateTime(attribute="from_at", required=True, allow_none=True),
            "until": fields.DateTime(attribute="until_at", required=True, allow_none=True),
        }

    id = fields.Integer(required=True)
    circle = fields.String(required=True)
    kind = fields.String(required=True, validate=OneOf(REWARD_KINDS))
    name = fields.String(required=True)
    intro = fields.String(required=True)
    picture_url = fields.String(required=True, allow_none=True)
    price = fields.Integer(required=True)
    stock = fields.Integer(required=True)
    per_member = fields.Integer(required=True)
    min_level = fields.Integer(required=True)
    redeemed_count = fields.Integer(required=True)
    version = fields.Integer(required=True)
    closed = fields.Boolean(required=True)
    viewer = fields.Nested(RewardViewerOutput, required=True)


class RewardsQuery(ListQuery):
    """Which rewards: with `closed` also those taken out, for staff."""

    closed = fields.Boolean(load_default=False)


def typed_codes(pasted: str) -> Sequence[str]:
    """The lines of what was pasted, empty ones too: reports name their numbers."""
    return pasted.splitlines()
