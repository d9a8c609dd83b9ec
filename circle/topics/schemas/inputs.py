"""What a topic and a floor are made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import ClassVar

from marshmallow import fields, validate

from circle.content.body import MAX_BODY_CHARACTERS, MAX_TAG_CHARACTERS
from circle.content.schemas import MAX_TAGS, MAX_TITLE, STATEMENTS, Asks, NewPoll, check_id
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf
from circle.topics.models import MAX_CLOSING, MAX_PLACE, MAX_RULES
from circle.topics.models.threads import KINDS

MIN_TITLE = 2
MAX_PICTURES = 9
MAX_DAYS = 366  # from beginning to end; longer is a new topic every year
MAX_SLOW_MINUTES = 24 * 60
MAX_CAPACITY = 100_000
MAX_EACH = 20  # entries of one member to one call
MAX_LEAST = 1000  # characters a check-in may be asked to have


@dataclass(frozen=True, slots=True)
class Details:
    """What single kinds ask for; `kinds.Kind.asks` says which of it belongs to which."""

    place: str = ""
    capacity: int | None = None
    needs_picture: bool = False
    min_characters: int = 0
    floors_each: int | None = None


@dataclass(frozen=True, slots=True)
class NewTopic:
    """What somebody wants to host."""

    title: str
    body: str
    topic_kind: str = "discussion"
    rules: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    tags: tuple[str, ...] = ()
    media: tuple[int, ...] = ()
    ai_statement: str = "none"
    details: Details = field(default_factory=Details)
    poll: NewPoll | None = None
    polls: tuple[NewPoll, ...] = ()


class Kept(Enum):
    """What an edit says of a date it does not name; None empties it."""

    KEPT = "kept"


KEPT = Kept.KEPT


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """Changed words and dates of a topic; None leaves words as they are, and empties a date."""

    title: str | None = None
    body: str | None = None
    rules: str | None = None
    starts_at: datetime | Kept | None = KEPT
    ends_at: datetime | Kept | None = KEPT
    tags: tuple[str, ...] | None = None
    media: tuple[int, ...] | None = None
    ai_statement: str | None = None


@dataclass(frozen=True, slots=True)
class NewReply:
    """What somebody adds to a topic."""

    body: str = ""
    media: tuple[int, ...] = ()
    ai_statement: str = "none"


def _pictures() -> fields.List[int]:
    return fields.List(
        fields.Integer(strict=True, validate=check_id), validate=Length(max=MAX_PICTURES)
    )


class TopicInput(Asks):
    """A topic: its title, its opening, its kind, its dates, a poll or a survey."""

    makes: ClassVar[type | None] = NewTopic

    title = CleanText(required=True, validate=Length(min=MIN_TITLE, max=MAX_TITLE))
    body = CleanText(required=True, validate=Length(min=1, max=MAX_BODY_CHARACTERS))
    topic_kind = fields.String(validate=OneOf(KINDS))
    rules = CleanText(validate=Length(max=MAX_RULES))
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    tags = fields.List(
        CleanText(validate=Length(min=1, max=MAX_TAG_CHARACTERS)), validate=Length(max=MAX_TAGS)
    )
    media = _pictures()
    ai_statement = fields.String(validate=OneOf(STATEMENTS))
    details = fields.Nested("DetailsInput")


class DetailsInput(InputSchema):
    """What single kinds ask for; what does not belong to the kind is refused."""

    makes: ClassVar[type | None] = Details

    place = CleanText(
        validate=Length(max=MAX_PLACE), metadata={"description": "of an event: where"}
    )
    capacity = fields.Integer(
        strict=True, allow_none=True, validate=validate.Range(1, MAX_CAPACITY),
        metadata={"description": "of an event: places; null for everybody"},
    )
    needs_picture = fields.Boolean(metadata={"description": "of a challenge"})
    min_characters = fields.Integer(
        strict=True, validate=validate.Range(0, MAX_LEAST),
        metadata={"description": "of a challenge: of each check-in"},
    )
    floors_each = fields.Integer(
        strict=True, allow_none=True, validate=validate.Range(1, MAX_EACH),
        metadata={"description": "of a call: entries of one member; null for any number"},
    )


class TopicChanges(InputSchema):
    """What changes of a topic; its kind and what it asks for stand from the beginning."""

    makes: ClassVar[type | None] = TopicEdit

    title = CleanText(validate=Length(min=MIN_TITLE, max=MAX_TITLE))
    body = CleanText(validate=Length(min=1, max=MAX_BODY_CHARACTERS))
    rules = CleanText(validate=Length(max=MAX_RULES))
    starts_at = Moment(allow_none=True, metadata={"description": "null: at once"})
    ends_at = Moment(allow_none=True, metadata={"description": "null: open end"})
    tags = fields.List(
        CleanText(validate=Length(min=1, max=MAX_TAG_CHARACTERS)), validate=Length(max=MAX_TAGS)
    )
    media = _pictures()
    ai_statement = fields.String(validate=OneOf(STATEMENTS))


class ReplyInput(InputSchema):
    """A floor: words, pictures, or both."""

    makes: ClassVar[type | None] = NewReply

    body = CleanText(validate=Length(max=MAX_BODY_CHARACTERS))
    media = _pictures()
    ai_statement = fields.String(validate=OneOf(STATEMENTS))


class ReplyChanges(ReplyInput):
    """What changes of a floor; what is not named stays."""

    makes: ClassVar[type | None] = None


class ClosingInput(InputSchema):
    """The host's last word."""

    closing = CleanText(load_default="", validate=Length(max=MAX_CLOSING))


class SlowInput(InputSchema):
    """How long a member waits between two floors; 0 for not at all."""

    minutes = fields.Integer(
        strict=True, required=True, validate=validate.Range(0, MAX_SLOW_MINUTES)
    )


class HostInput(InputSchema):
    """Who hosts it from now on."""

    member_id = fields.Integer(strict=True, required=True, validate=check_id)


class ReadInput(InputSchema):
    """Up to which floor somebody has read."""

    floor = fields.Integer(strict=True, required=True, validate=validate.Range(0, 2**31))
