"""What may be sent about a lottery, and what is answered about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, pre_load, validates_schema

from circle.circles.schemas.circles import Between
from circle.content.schemas import AuthorOutput
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OutputSchema
from circle.topics.models.lotteries import MAX_CANCELLED, MAX_SPONSOR, TOP_PRIZE_YUAN

MAX_LOTTERY_RULES = 2000
MAX_PRIZES = 5  # different ones
MAX_EACH_PRIZE = 100  # of one
MAX_PRIZE_NAME = 60
MAX_PRIZE_NOTE = 300
MAX_ACCOUNT_DAYS = 365
MAX_LEAST_ENTRIES = 50
PRIZE_FIELDS = ("name", "count", "worth", "note")


@dataclass(frozen=True, slots=True)
class NewPrize:
    """Something to win: what, how many of it, what each is worth in yuan, what winners do."""

    name: str
    count: int
    worth: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewLottery:
    """A draw somebody wants to hold on a topic."""

    sponsor: str
    rules: str
    prizes: Sequence[NewPrize]
    freezes_at: datetime
    draws_at: datetime
    min_account_days: int = 7
    min_entries: int = 1


class PrizeInput(InputSchema):
    """Something to win; the first of the list is the first drawn."""

    makes: ClassVar[type | None] = NewPrize

    name = CleanText(required=True, validate=Length(min=1, max=MAX_PRIZE_NAME))
    count = fields.Integer(strict=True, required=True, validate=Between(1, MAX_EACH_PRIZE))
    worth = fields.Integer(
        strict=True, required=True, validate=Between(0, TOP_PRIZE_YUAN),
        metadata={"description": "what one of it is worth, in yuan"},
    )
    note = CleanText(
        validate=Length(max=MAX_PRIZE_NOTE),
        metadata={"description": "what its winners do to have it; only they read it, and the host"},
    )


class LotteryInput(InputSchema):
    """A lottery; nothing of it can be changed afterwards."""

    makes: ClassVar[type | None] = NewLottery

    sponsor = CleanText(required=True, validate=Length(min=1, max=MAX_SPONSOR))
    rules = CleanText(required=True, validate=Length(min=1, max=MAX_LOTTERY_RULES))
    prizes = fields.List(
        fields.Nested(PrizeInput), required=True, validate=Length(min=1, max=MAX_PRIZES)
    )
    freezes_at = Moment(required=True)
    draws_at = Moment(required=True)
    min_account_days = fields.Integer(strict=True, validate=Between(0, MAX_ACCOUNT_DAYS))
    min_entries = fields.Integer(
        strict=True, validate=Between(0, MAX_LEAST_ENTRIES),
        metadata={"description": "own entries that were on show before the lottery was made"},
    )

    @validates_schema
    def check_names(self, data: Mapping[str, Any], **options: object) -> None:
        """Two prizes of one name could not be told apart."""
        names = [prize.name for prize in data.get("prizes", ())]
        if len(set(names)) < len(names):
            raise ValidationError({"prizes": [lazy("Two prizes have the same name")]})


class LotteryForm(LotteryInput):
    """A lottery as the page sends it: up to five prizes in boxes that have numbers."""

    min_account_days = fields.Integer(validate=Between(0, MAX_ACCOUNT_DAYS))
    min_entries = fields.Integer(validate=Between(0, MAX_LEAST_ENTRIES))

    @pre_load
    def gather(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """The boxes as a list, up to the last one with something in it."""
        numbered = {f"{name}_{number}" for number in range(MAX_PRIZES) for name in PRIZE_FIELDS}
        given = {name: value for name, value in data.items() if name not in numbered}
        boxes = [
            {name: str(data.get(f"{name}_{number}", "")).strip() for name in PRIZE_FIELDS}
            for number in range(MAX_PRIZES)
        ]
        while boxes and not any(boxes[-1].values()):
            boxes.pop()
        return {**given, "prizes": [_numbers_meant(box) for box in boxes]}


def _numbers_meant(box: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as number is one; an empty box was not filled in."""
    meant: dict[str, Any] = {name: value for name, value in box.items() if value}
    for name in ("count", "worth"):
        typed = box[name]
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            meant[name] = int(typed)
    return meant


class CancelInput(InputSchema):
    """Why there will be no draw; everybody reads it."""

    reason = CleanText(required=True, validate=Length(min=2, max=MAX_CANCELLED))


class PrizeOutput(OutputSchema):
    """Something to win."""

    name = fields.String(required=True)
    count = fields.Integer(required=True)
    worth = fields.Integer(required=True, metadata={"description": "yuan, of one"})
    note = fields.String(metadata={"description": "for its winners and the host"})


class LotteryViewerOutput(OutputSchema):
    """What the reader did and may do."""

    entered = fields.Boolean(required=True)
    place = fields.Integer(required=True, allow_none=True)
    prize = fields.Integer(
        required=True, allow_none=True, metadata={"description": "which of the prizes, from 0"}
    )
    can_enter = fields.Boolean(required=True)
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "why they cannot enter"}
    )
    can_leave = fields.Boolean(required=True)
    can_cancel = fields.Boolean(required=True)


class LotteryOutput(OutputSchema):
    """A lottery: everything that stands from its beginning, and what became of it."""

    id = fields.Integer(required=True)
    topic_id = fields.Integer(required=True)
    circle_id = fields.Integer(required=True)
    sponsor = fields.String(required=True)
    rules = fields.String(required=True)
    prizes = fields.List(fields.Nested(PrizeOutput), required=True)
    freezes_at = fields.DateTime(required=True)
    draws_at = fields.DateTime(required=True)
    min_account_days = fields.Integer(required=True)
    min_entries = fields.Integer(required=True)
    state = fields.String(
        required=True, metadata={"description": "open, frozen, drawn or cancelled"}
    )
    entrants = fields.Integer(required=True)
    chances = fields.Integer(required=True, metadata={"description": "prizes, all counted"})
    commitment = fields.String(
        required=True, metadata={"description": "SHA-256 of the seed, from the beginning"}
    )
    digest = fields.String(
        required=True, allow_none=True,
        metadata={"description": "SHA-256 of the entrants' uids, once the list is frozen"},
    )
    seed = fields.String(
        required=True, allow_none=True, metadata={"description": "once it is drawn"}
    )
    made_at = fields.DateTime(required=True)
    frozen_at = fields.DateTime(required=True, allow_none=True)
    drawn_at = fields.DateTime(required=True, allow_none=True)
    cancelled_reason = fields.String(required=True)
    viewer = fields.Nested(LotteryViewerOutput, required=True)


class EntrantOutput(OutputSchema):
    """Somebody on the list: by uid to everybody, by name to members."""

    uid = fields.String(required=True)
    member = fields.Nested(AuthorOutput, required=True, allow_none=True)
    place = fields.Integer(required=True, allow_none=True)
    prize = fields.Integer(required=True, allow_none=True)


class WinnerOutput(OutputSchema):
    """Who won what, by uid."""

    uid = fields.String(required=True)
    place = fields.Integer(required=True)
    prize = fields.Integer(required=True)


class ProofOutput(OutputSchema):
    """Everything it takes to draw the winners once more; docs/lottery.md has the formula."""

    state = fields.String(required=True)
    commitment = fields.String(required=True)
    seed = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)
    uids = fields.List(fields.String(), required=True)
    prizes = fields.List(fields.Integer(), required=True, metadata={"description": "how many each"})
    winners = fields.List(fields.Nested(WinnerOutput), required=True)
