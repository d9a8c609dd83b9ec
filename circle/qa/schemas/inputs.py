"""What a question, an answer and a colleague's duty are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError, fields

from circle.content.body import MAX_BODY_CHARACTERS, MAX_TAG_CHARACTERS
from circle.content.schemas import MAX_TAGS, MAX_TITLE, STATEMENTS, check_id
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf
from circle.qa.policy import MAX_BOUNTY, MIN_BOUNTY

MIN_TITLE = 4  # characters; shorter asks nothing
MAX_PICTURES = 9
MAX_NOTE = 300


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


class QuestionInput(InputSchema):
    """A question: its title says it, its body explains it."""

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
