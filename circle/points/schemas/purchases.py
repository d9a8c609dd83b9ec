"""What a brand's shop tells of an order, and what it is answered."""

from dataclasses import dataclass

from marshmallow import fields

from circle.circles.schemas.circles import Between
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema

MAX_AMOUNT = 100_000_000_000  # a thousand million yuan: more is a mistake
WHO = ("subject", "username")


@dataclass(frozen=True, slots=True)
class Order:
    """An order as a brand's shop tells it; `amount` in minor units, `by` says what `member` is."""

    order: str
    circle: str
    member: str
    amount: int | None = None
    by: str | None = None
    refunded: bool = False


class OrderInput(InputSchema):
    """An order, or with `refunded` that it was given back. Amounts are whole minor units (fen)."""

    makes = Order

    order = CleanText(required=True, validate=Length(1, 64))
    circle = CleanText(required=True, validate=Length(1, 40))
    member = CleanText(
        required=True, validate=Length(1, 200),
        metadata={"description": "Whom the brand knows by this subject; else the username"},
    )
    by = fields.String(
        load_default=None, allow_none=True, validate=OneOf(WHO),
        metadata={"description": "Read `member` as this alone", "enum": [*WHO, None]},
    )
    amount = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=Between(0, MAX_AMOUNT),
        metadata={"description": "Minor units; needed unless `refunded`"},
    )
    refunded = fields.Boolean(load_default=False)


class PurchaseOutput(OutputSchema):
    """What an order brought."""

    order = fields.String(required=True)
    circle = fields.String(required=True)
    member_id = fields.Integer(required=True)
    amount = fields.Integer(required=True)
    points = fields.Integer(required=True, metadata={"description": "0 once it is refunded"})
    refunded = fields.Boolean(required=True)
