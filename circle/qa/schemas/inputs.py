"""What a question, an answer and a colleague's duty are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError, fields

from circle.content.body import MAX_BODY_CHARACTERS, MAX_TAG_CHARACTERS
from circle.content.schemas import MAX_TAGS, MAX_TITLE, STATEMENTS, Asks, NewPoll, check_id
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf
from circle.qa.models import MAX_REASON

MIN_BOUNTY = 10  # less is no bounty
MAX_BOUNTY = 500
MIN_TITLE = 4  # characters; shorter asks nothing
MAX_PICTURES = 9
MAX_NOTE = 300
MUTE_DAYS = (1, 7, 30)
MIN_MUTE_REASON = 2  # characters, as for every sanction
MIN_REASON = 5  # to look up who asked anonymously; a shorter one says nothing


def check_bounty(value: int) -> None:
    """Refuse a stake that is neither nothing nor within the bounds."""
    if value and not MIN_BOUNTY <= value <= MAX_BOUNTY:
        message = lazy("Between %(min)s and %(max)s points", min=MIN_BOUNTY, max=MAX_BOUNTY)
        raise ValidationError([message])


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What somebody wants to know."""

    title: str
    body: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[int, ...] = ()
    ai_statement: str = "none"
    bounty: int = 0
    asked_of: int | None = None  # a membership
    anonymous: bool = False
    poll: NewPoll | None = None
    polls: tuple[NewPoll, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What somebody answers."""

    body: str
    media: tuple[int, ...] = ()
    ai_statement: str = "none"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is to answer, by when; nobody when `member_id` is None."""

    member_id: int | None = None
    due: datetime | None = None
    note: str = ""


class QuestionInput(Asks):
    """A question: its title says it, its body explains it; a poll or a survey may go with it."""

    makes: ClassVar[type | None] = NewQuestion

    title = CleanText(required=True, validate=Length(min=MIN_TITLE, max=MAX_TITLE))
    body = CleanText(validate=Length(max=MAX_BODY_CHARACTERS))
    tags = fields.List(
        CleanText(validate=Length(min=1, max=MAX_TAG_CHARACTERS)), validate=Length(max=MAX_TAGS)
    )
    media = fields.List(
        fields.Integer(strict=True, validate=check_id), validate=Length(max=MAX_PICTURES)
    )
    ai_statement = fields.String(validate=OneOf(STATEMENTS))
    bounty = fields.Integer(strict=True, validate=check_bounty)
    asked_of = fields.Integer(strict=True, allow_none=True, validate=check_id)
    anonymous = fields.Boolean()


class AnswerInput(InputSchema):
    """An answer: text and up to nine pictures."""

    makes: ClassVar[type | None] = NewAnswer

    body = CleanText(required=True, validate=Length(max=MAX_BODY_CHARACTERS))
    media = fields.List(
        fields.Integer(strict=True, validate=check_id), validate=Length(max=MAX_PICTURES)
    )
    ai_statement = fields.String(validate=OneOf(STATEMENTS))


class AssignmentInput(InputSchema):
    """To whom staff give a question, by when, and what they say among themselves."""

    makes: ClassVar[type | None] = Assignment

    member_id = fields.Integer(strict=True, allow_none=True, validate=check_id)
    due = Moment(allow_none=True)
    note = CleanText(validate=Length(max=MAX_NOTE))


@dataclass(frozen=True, slots=True)
class Closing:
    """Why a question takes no more answers; as a duplicate, which one it leads to."""

    reason: str = ""
    duplicate_of: int | None = None


class QuestionChanges(QuestionInput):
    """What changes of a question's words; what is not named stays."""

    class Meta(QuestionInput.Meta):
        """To whom it is put, who asked, what is offered and polls stand from the beginning."""

        exclude = ("bounty", "asked_of", "anonymous", "poll", "polls")

    makes: ClassVar[type | None] = None

    title = CleanText(validate=Length(min=MIN_TITLE, max=MAX_TITLE))


class AnswerChanges(AnswerInput):
    """What changes of an answer; what is not named stays."""

    makes: ClassVar[type | None] = None

    body = CleanText(validate=Length(max=MAX_BODY_CHARACTERS))


class AcceptInput(InputSchema):
    """Which accepted answer this one takes the place of."""

    instead_of = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=check_id,
        metadata={"description": "needed while another answer is accepted: its id"},
    )


class JoinInput(InputSchema):
    """What tells that joining a question kept somebody from asking it again."""

    instead = fields.Boolean(
        load_default=False,
        metadata={"deprecated": True, "description": "taken from older programs: `shown` says it"},
    )
    shown = fields.String(
        load_default="", validate=Length(max=100),
        metadata={"description": "as `…/questions/similar` gave it when one was about to ask the "
                  "same: without it one joins, and no repeat was avoided"},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sealing:
    """How long who wrote something without a name may not write, and why."""

    days: int
    reason: str


class CloseInput(InputSchema):
    """Why a question is closed."""

    makes: ClassVar[type | None] = Closing

    reason = CleanText(validate=Length(max=MAX_REASON))
    duplicate_of = fields.Integer(strict=True, allow_none=True, validate=check_id)


class OfficialInput(InputSchema):
    """The answer that speaks for the brand."""

    answer_id = fields.Integer(strict=True, required=True, validate=check_id)


class CheckInput(InputSchema):
    """Whether an accepted answer still holds."""

    verdict = fields.String(required=True, validate=OneOf(("true", "no_longer")))


class RevealInput(InputSchema):
    """What site staff need to know the author for."""

    reason = CleanText(required=True, validate=Length(min=MIN_REASON, max=MAX_REASON))


class SealingInput(InputSchema):
    """How long who wrote it may not write in the circle, and why; they read that."""

    makes: ClassVar[type | None] = Sealing

    days = fields.Integer(strict=True, required=True, validate=OneOf(MUTE_DAYS))
    reason = CleanText(required=True, validate=Length(min=MIN_MUTE_REASON, max=MAX_REASON))
