"""What goes into a poll and a vote, forms and JSON alike, and how a poll looks to programs."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from circle.content.models.polls import (
    MAX_OPTION,
    MAX_POLL_QUESTION,
    MAX_POLLS,
    OPTIONS,
    RESULTS,
)
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema

MAX_POLL_DAYS = 90  # a question nobody remembers asking needs no more answers
FORM_DAYS = (1, 3, 7, 30, MAX_POLL_DAYS)
POLL_FIELDS = (
    "poll_results", "poll_days",
    *(f"poll{n}_{part}" for n in range(1, MAX_POLLS + 1)
      for part in ("question", "options", "multiple")),
)  # fmt: skip


def fold_option(label: str) -> str:
    """What makes two options the same to people: width, case, spaces, what cannot be seen."""
    wide = unicodedata.normalize("NFKC", label).casefold()
    return "".join(
        ch for ch in wide if unicodedata.category(ch) not in ("Cf", "Zs") and not ch.isspace()
    )


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A question with options; `days` is how long it stays open where no hour is named."""

    question: str
    options: tuple[str, ...]
    multiple: bool = False
    closes_at: datetime | None = None
    results: str = "voted"
    days: int | None = None


class Line(CleanText):
    """Text in one line."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return " ".join(super()._deserialize(value, attr, data, **kwargs).split())


class PollInput(InputSchema):
    """A poll: 2 to 20 options, one or several to be chosen, until when, who sees results when."""

    makes: ClassVar[type | None] = NewPoll

    question = Line(required=True, validate=Length(min=1, max=MAX_POLL_QUESTION))
    options = fields.List(Line(validate=Length(min=1, max=MAX_OPTION)), required=True)
    multiple = fields.Boolean()
    closes_at = Moment(
        allow_none=True, metadata={"description": "at most 90 days ahead; null: its author ends it"}
    )
    results = fields.String(
        validate=OneOf(RESULTS),
        metadata={"description": "who sees them: everybody `always`, who `voted`, nobody until "
                                 "it is `closed`; `voted` where nothing is said"},
    )  # fmt: skip

    @validates_schema(skip_on_field_errors=True)
    def check_options(self, data: Mapping[str, Any], **options: object) -> None:
        """Refuse too few or many options, and two that read the same."""
        told = option_problem(data["options"])
        if told:
            raise ValidationError({"options": [told]})


class PollFormInput(PollInput):
    """The same from a page, which names days instead of an hour."""

    days = fields.Integer(validate=OneOf(FORM_DAYS))


class Asks(InputSchema):
    """What may carry a poll, or the polls of a survey: never both."""

    poll = fields.Nested(PollInput, allow_none=True)
    polls = fields.List(
        fields.Nested(PollInput), validate=lambda polls: _check_most(polls, MAX_POLLS),
        metadata={"description": "a survey: 1 to 10"},
    )  # fmt: skip

    @validates_schema(skip_on_field_errors=True)
    def check_polls(self, data: Mapping[str, Any], **options: object) -> None:
        """Refuse a poll beside a survey."""
        if data.get("poll") is not None and data.get("polls"):
            raise ValidationError({"polls": [lazy("Name either poll or polls, not both")]})


class VoteInput(InputSchema):
    """What somebody chooses: ids of options."""

    options = fields.List(
        fields.Integer(strict=True), required=True,
        validate=lambda ids: _check_most(ids, OPTIONS[1]),
    )  # fmt: skip


class PollOptionOutput(OutputSchema):
    """Something to choose."""

    id = fields.Integer(required=True)
    label = fields.String(required=True)
    votes = fields.Integer(
        required=True, allow_none=True,
        metadata={"description": "null as long as the asker may not see results"},
    )


class PollViewerOutput(OutputSchema):
    """What the asker chose and may do."""

    voted = fields.Boolean(required=True)
    options = fields.List(fields.Integer(), required=True)
    can_vote = fields.Boolean(required=True)
    can_close = fields.Boolean(required=True)


class PollOutput(OutputSchema):
    """A poll; who chose what is told to nobody."""

    id = fields.Integer(required=True)
    entry_id = fields.Integer(required=True)
    question = fields.String(required=True)
    options = fields.List(fields.Nested(PollOptionOutput), required=True)
    multiple = fields.Boolean(required=True)
    closes_at = fields.DateTime(required=True, allow_none=True)
    results = fields.String(required=True)
    open = fields.Boolean(required=True)
    voters = fields.Integer(required=True)
    viewer = fields.Nested(PollViewerOutput, required=True)


def option_problem(options: Sequence[str]) -> Any:
    """Why these cannot be a poll's options, or None."""
    least, most = OPTIONS
    if not least <= len(options) <= most:
        return lazy("A poll has %(least)s to %(most)s options", least=least, most=most)
    folded = [fold_option(option) for option in options]
    if "" in folded:
        return lazy("An option needs something that can be read")
    if len(set(folded)) < len(folded):
        return lazy("Two options say the same")
    return None


def polls_named(poll: NewPoll | None, polls: Sequence[NewPoll]) -> tuple[NewPoll, ...]:
    """The polls of an input that names one, or several, or none."""
    return (poll,) if poll is not None else tuple(polls)


def polls_typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A form's fields with those of its polls folded into `polls`; questions left empty are none.

    Each question has its fields `poll1_question`, `poll1_options` (one a line), `poll1_multiple`;
    `poll_days` and `poll_results` are for all of them.
    """
    given = dict(data)
    typed = {name: str(given.pop(name)) for name in POLL_FIELDS if name in given}
    shared: dict[str, Any] = {}
    if typed.get("poll_results"):
        shared["results"] = typed["poll_results"]
    if typed.get("poll_days"):
        shared["days"] = typed["poll_days"]
    polls = [_typed(typed, f"poll{n}_") | shared for n in range(1, MAX_POLLS + 1)]
    given["polls"] = [poll for poll in polls if poll["question"] or poll["options"]]
    return given


def _typed(typed: Mapping[str, str], begins: str) -> dict[str, Any]:
    lines = typed.get(f"{begins}options", "").splitlines()
    return {
        "question": typed.get(f"{begins}question", "").strip(),
        "options": [line.strip() for line in lines if line.strip()],
        "multiple": typed.get(f"{begins}multiple") in ("on", "true", "1", "yes"),
    }


def _check_most(given: Sequence[object], most: int) -> None:
    """Refuse a longer list."""
    if len(given) > most:
        raise ValidationError([lazy("At most %(num)s of them", num=most)])
