"""What may be sent about orders and where they go, and what is answered about them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marshmallow import ValidationError, fields, post_load

from circle.circles.schemas.circles import ListQuery
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.points.models.shop import REDEMPTION_STATES

ADDRESS = ("name", "phone", "region", "line")
MAX_NOTE = 200
_DIGITS = re.compile(r"\+?[0-9]{5,16}")
_BETWEEN_DIGITS = re.compile(r"[\s()（）-]")


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a thing is sent to and where: a name, a phone, province and city, the rest."""

    name: str
    phone: str
    region: str
    line: str

    def masked(self) -> "Address":
        """As it is shown in lists: 张**, 138****1234, the province and city, nothing closer."""
        return Address(_masked_name(self.name), _masked_phone(self.phone), self.region, "")


@dataclass(frozen=True, slots=True)
class Redeeming:
    """What somebody redeems on: the price they were shown, and where it should go."""

    price: int | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What becomes of an order."""

    state: str
    note: str = ""
    reason: str = ""
    restock: bool = False


class AddressInput(InputSchema):
    """An address, checked as softly as a parcel service would."""

    makes = Address

    name = CleanText(required=True, validate=Length(1, 30))
    phone = CleanText(required=True, validate=Length(5, 24))
    region = CleanText(load_default="", validate=Length(max=60))
    line = CleanText(required=True, validate=Length(4, 200))

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> Address:
        """The phone without what people put between digits."""
        phone = _BETWEEN_DIGITS.sub("", data["phone"])
        if not _DIGITS.fullmatch(phone):
            raise ValidationError({"phone": [lazy("A phone number the courier can call")]})
        return Address(data["name"], phone, data["region"], data["line"])


class AddressField(fields.Field[Any]):
    """An address as an object; a plain text is taken as one that says everything in a line."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Address:
        if isinstance(value, str):
            line = CleanText(validate=Length(4, 300)).deserialize(value)
            return Address("", "", "", line)
        loaded: Address = AddressInput().load(value)
        return loaded


_AS_OBJECT = {
    "oneOf": [
        {
            "type": "object", "required": ["name", "phone", "line"],
            "properties": {name: {"type": "string"} for name in ADDRESS},
        },
        {"type": "string", "minLength": 4, "maxLength": 300},
        {"type": "null"},
    ],
    "description": "Where a physical reward is sent; `region` is province and city",
}  # fmt: skip


class RedeemInput(InputSchema):
    """An order as a program places it; with `price`, what was shown, that or nothing is charged."""

    makes = Redeeming

    price = fields.Integer(load_default=None, allow_none=True)
    address = AddressField(load_default=None, allow_none=True, metadata=_AS_OBJECT)


class RedeemForm(InputSchema):
    """An order as the page places it: the price it showed, and an address in its fields."""

    price = fields.Integer(required=True)
    name = CleanText(load_default="")
    phone = CleanText(load_default="")
    region = CleanText(load_default="")
    line = CleanText(load_default="")

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> Redeeming:
        """The same order a program places."""
        typed = {name: data[name] for name in ADDRESS if data[name]}
        return Redeeming(data["price"], AddressInput().load(typed) if typed else None)


class OrderChangeInput(InputSchema):
    """What becomes of an order; refunding wants a reason, and `restock` when what was sent is
    back."""

    makes = OrderChange

    state = fields.String(required=True, validate=OneOf(REDEMPTION_STATES))
    note = CleanText(load_default="", validate=Length(max=MAX_NOTE))
    reason = CleanText(load_default="", validate=Length(max=MAX_NOTE))
    restock = fields.Boolean(load_default=False)


class SendForm(InputSchema):
    """What staff say about a parcel: carrier and number, both optional."""

    carrier = CleanText(load_default="", validate=Length(max=40))
    number = CleanText(load_default="", validate=Length(max=100))

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> str:
        """One line, as it is shown."""
        return " ".join(part for part in (data["carrier"], data["number"]) if part)


class RefundForm(InputSchema):
    """Why an order is taken back, and whether what was sent is in stock again."""

    reason = CleanText(required=True, validate=Length(2, MAX_NOTE))
    restock = fields.Boolean(load_default=False)

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> OrderChange:
        """The same change a program asks for."""
        return OrderChange("refunded", reason=data["reason"], restock=data["restock"])


class RedemptionsQuery(ListQuery):
    """Which orders: one's own, or with `all` the circle's, for who may send."""

    all = fields.Boolean(load_default=False)
    state = fields.String(load_default=None, validate=OneOf(REDEMPTION_STATES))


class AddressOutput(OutputSchema):
    """An address: whole for its member and who sends it, masked in lists."""

    name = fields.String(required=True)
    phone = fields.String(required=True)
    region = fields.String(required=True)
    line = fields.String(required=True)


class BuyerOutput(OutputSchema):
    """Who ordered."""

    id = fields.Integer(required=True)
    member_id = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True)
    display_name = fields.String(required=True)


class OrderViewerOutput(OutputSchema):
    """What the asker can do with an order."""

    can_reveal = fields.Boolean(required=True)
    can_cancel = fields.Boolean(required=True)
    can_finish = fields.Boolean(required=True)
    can_send = fields.Boolean(required=True)
    can_refund = fields.Boolean(required=True)


class RedemptionOutput(OutputSchema):
    """An order; `code` is there for its member alone, once it was revealed."""

    id = fields.Integer(required=True)
    circle = fields.String(required=True)
    reward_id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    price = fields.Integer(required=True)
    state = fields.String(required=True, validate=OneOf(REDEMPTION_STATES))
    note = fields.String(required=True)
    reason = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    revealed_at = fields.DateTime(required=True, allow_none=True)
    address = fields.Nested(AddressOutput, required=True, allow_none=True)
    member = fields.Nested(BuyerOutput, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    sent_at = fields.DateTime(required=True, allow_none=True)
    ended_at = fields.DateTime(required=True, allow_none=True)
    viewer = fields.Nested(OrderViewerOutput, required=True)


def address_facts(address: Address) -> dict[str, str]:
    """An address as plain facts, to be sealed or carried away."""
    return asdict(address)


def _masked_name(name: str) -> str:
    return name[:1] + "**" if name else ""


def _masked_phone(phone: str) -> str:
    if len(phone) < 9:
        return "****" + phone[-2:] if phone else ""
    return f"{phone[:3]}****{phone[-4:]}"
