"""What goes into everything members write, forms and JSON alike."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields

from circle.content.schemas.polls import NewPoll
from circle.core.i18n import Text, lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf

MAX_TAGS = 8
MAX_TITLE = 120
MAX_TAG_CHARACTERS = 20
MAX_ID = 2**63 - 1
PIN_DAYS = (1, 7, 30)
DECISIONS = ("approve", "reject")
STATEMENTS = ("none", "declared")


def tag_key(name: str) -> str:
    """What a tag is looked up by: width and case folded away."""
    return unicodedata.normalize("NFKC", name).casefold()[:80]


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags as typed, without marks around and doubles, at most MAX_TAGS, in order."""
    tags: dict[str, str] = {}
    for name in names:
        tidy = " ".join(unicodedata.normalize("NFC", name).strip("#＃ \t\n").split())
        if tidy and len(tidy) <= MAX_TAG_CHARACTERS and any(map(str.isalnum, tidy)):
            tags.setdefault(tag_key(tidy), tidy)
    return tuple(tags.values())[:MAX_TAGS]


def check_id(value: int) -> None:
    """Refuse what no row can be numbered."""
    if not 1 <= value <= MAX_ID:
        raise ValidationError([lazy("This doesn't look right")])


def at_most(most: int) -> Callable[[list[Any]], None]:
    """Refuse a longer list."""

    def check(values: list[Any]) -> None:
        if len(values) > most:
            raise ValidationError([lazy("At most %(num)s of them", num=most)])

    return check


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Everything the one verb needs to bring an entry of any kind into being.

    The last five are for imports, which only the system makes.
    """

    circle_id: int
    kind: str
    source: str
    title: str = ""
    parent_id: int | None = None
    reply_to_id: int | None = None
    anonymous: bool = False
    category: str = "none"
    tags: tuple[str, ...] = ()
    media: tuple[int, ...] = ()
    city: str | None = None
    expires_at: datetime | None = None
    scheduled_at: datetime | None = None
    ai_statement: str = "none"
    polls: tuple[NewPoll, ...] = ()
    author_id: int | None = None
    published_at: datetime | None = None
    origin: str | None = None
    origin_id: str | None = None
    helpful: int = 0


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """A changed wording; None leaves a part as it is."""

    source: str | None = None
    title: str | None = None
    tags: tuple[str, ...] | None = None
    media: tuple[int, ...] | None = None
    category: str | None = None
    city: str | None = None
    expires_at: datetime | None = None
    endless: bool | None = None  # whatever end it had, it has none any more
    ai_statement: str | None = None
    alts: tuple[tuple[int, str], ...] | None = None  # what pictures show, by their number

    @classmethod
    def named(cls, changes: Mapping[str, Any]) -> "EntryEdit":
        """The named changes of a JSON body: what is not named stays."""
        given: dict[str, Any] = {"source" if k == "body" else k: v for k, v in changes.items()}
        given.update((k, tuple(v)) for k, v in changes.items() if isinstance(v, list))
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark: words, at most one picture, and the comment it answers."""

    body: str
    media: list[int] = field(default_factory=list)
    reply_to_id: int | None = None
    ai_statement: str = "none"


@dataclass(frozen=True, slots=True)
class Pinning:
    """How long something stays on top, and whether as the circle's announcement."""

    days: int = 7
    announcement: bool = False


@dataclass(frozen=True, slots=True)
class Freezing:
    """A crisis: what members are told, and a statement that goes on top."""

    reason: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why staff did something, told to the author."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What staff decided about something that waited."""

    decision: str
    reason: str = ""
    told: Text | None = None  # the reason where the product decides, in the reader's language


@dataclass(frozen=True, slots=True)
class CollectionDetails:
    """A collection's name and what it is for."""

    title: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class DraftContent:
    """Words not yet sent, and where they were meant to go."""

    kind: str
    content: dict[str, Any]
    circle: str | None = None


def ids(**options: Any) -> fields.List[int]:
    """A list of ids, each once at most."""
    return fields.List(fields.Integer(validate=check_id), load_default=list, **options)


class CommentInput(InputSchema):
    """A comment."""

    makes = Comment
    body = CleanText(load_default="")
    media = ids(validate=at_most(1))
    reply_to_id = fields.Integer(load_default=None, allow_none=True, validate=check_id)
    ai_statement = fields.String(load_default="none", validate=OneOf(STATEMENTS))


class CommentEditInput(InputSchema):
    """A comment's new words, and whether a machine helped; left out, it stays as it was."""

    body = CleanText(required=True)
    ai_statement = fields.String(load_default=None, validate=OneOf(STATEMENTS))


class PinInput(InputSchema):
    """How long to pin."""

    makes = Pinning
    days = fields.Integer(load_default=7, validate=OneOf(PIN_DAYS))
    announcement = fields.Boolean(load_default=False)


class PinForm(PinInput):
    """The same from a page, where an undo asks for the days that were left."""

    days = fields.Integer(load_default=7, validate=OneOf(range(1, PIN_DAYS[-1] + 1)))


class ReasonInput(InputSchema):
    """A reason staff may give."""

    makes = Reason
    reason = CleanText(load_default="", validate=Length(max=200))


class FreezeInput(InputSchema):
    """Why only staff write for a while, and what the circle has to say."""

    makes = Freezing
    reason = CleanText(load_default="", validate=Length(max=200))
    statement = CleanText(load_default="", validate=Length(max=5000))


class RulingInput(InputSchema):
    """Release or reject, and why."""

    makes = Ruling
    decision = fields.String(required=True, validate=OneOf(DECISIONS))
    reason = CleanText(load_default="", validate=Length(max=200))


class CollectionInput(InputSchema):
    """A collection's title and introduction."""

    makes = CollectionDetails
    title = CleanText(required=True, validate=Length(min=1, max=60))
    intro = CleanText(load_default="", validate=Length(max=300))


class SynonymInput(InputSchema):
    """Another word for a tag."""

    name = CleanText(required=True, validate=Length(min=1, max=MAX_TAG_CHARACTERS))


class IntoInput(InputSchema):
    """The tag a word stands for."""

    into = CleanText(required=True, validate=Length(min=1, max=MAX_TAG_CHARACTERS))


class ScheduleInput(InputSchema):
    """When to publish."""

    scheduled_at = Moment(required=True)


class DraftInput(InputSchema):
    """A draft as the page keeps it."""

    makes = DraftContent
    kind = fields.String(
        required=True, validate=OneOf(("post", "comment", "question", "answer", "topic", "reply"))
    )
    circle = CleanText(load_default=None, allow_none=True, validate=Length(max=40))
    content = fields.Dict(keys=fields.String(), required=True)


class AltInput(InputSchema):
    """What a picture shows, for who cannot see it."""

    alt = CleanText(load_default="", validate=Length(max=300))


class FileInput(InputSchema):
    """One uploaded file."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class MoveInput(InputSchema):
    """Which way."""

    direction = fields.String(required=True, validate=OneOf(("up", "down")))


class PageQuery(InputSchema):
    """Which page of a list."""

    cursor = fields.String(load_default=None)
    limit = fields.String(load_default=None)


class MineQuery(PageQuery):
    """Comments, or everything else."""

    comments = fields.Boolean(load_default=False)


class WaitingQuery(PageQuery):
    """What waits, or what was hidden."""

    state = fields.String(load_default="waiting", validate=OneOf(("waiting", "hidden")))
