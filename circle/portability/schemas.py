"""What a line of an import may hold, and what becomes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields, pre_load, validate, validates_schema

from circle.content.body import MAX_BODY_CHARACTERS
from circle.content.schemas import MAX_TITLE
from circle.core import clock
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf
from circle.topics.models import MAX_RULES
from circle.topics.models.threads import KINDS as TOPIC_KINDS

KINDS = ("post", "question", "topic")
TITLED = ("question", "topic")
MAX_ID = 80
MAX_ANSWER_ID = 30
MAX_IDENT = 120  # as long as an entry remembers where it came from
MAX_AUTHOR = 200
MAX_SOURCE = 40
MISSING_TITLE = 40  # characters of the body that stand for it
MAX_UNDER = 1000  # answers, replies and comments of one line
MAX_MARKS = 10_000_000  # of one text: answers are put in order by number and time in one value

_MARKS = validate.Range(-MAX_MARKS, MAX_MARKS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be read: into which circle, as what, called what, for real or not."""

    slug: str
    kind: str = "post"
    source: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a line, ready to become an entry; `ident` is unique within its source."""

    ident: str
    body: str
    author: str
    created_at: datetime
    kind: str = "comment"
    title: str = ""
    helpful: int = 0
    accepted: bool = False
    tags: tuple[str, ...] = ()
    above: str = ""  # the ident it stands under, if not the root's


@dataclass(frozen=True, slots=True)
class About:
    """What a line says of a topic besides its words."""

    topic_kind: str = "discussion"
    rules: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """What one line becomes: a post, question or topic, and what stands under it.

    What stands under something comes behind it.
    """

    number: int
    source: str
    root: Said
    under: tuple[Said, ...]
    deleted: int = 0  # of what stood under it, left out
    about: About = About()

    @property
    def everything(self) -> tuple[Said, ...]:
        """The post, question or topic first, then what stands under it."""
        return (self.root, *self.under)


class _Ident(fields.Field[str]):
    """An id of another system: text or a whole number."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValidationError([lazy("This doesn't look right")])
        return "".join(ch for ch in str(value) if ch.isprintable()).strip()


class _SaidInput(InputSchema):
    """What a post, an answer, a reply and a comment have in common."""

    class Meta:
        """Exports know more than we do; what we do not know is left alone."""

        unknown = EXCLUDE

    author = CleanText(required=True, validate=Length(min=1, max=MAX_AUTHOR))
    created_at = Moment(load_default=None, allow_none=True)
    up = fields.Integer(load_default=None, allow_none=True, validate=_MARKS)
    score = fields.Integer(load_default=None, allow_none=True, validate=_MARKS)

    @validates_schema
    def not_to_come(self, data: Mapping[str, Any], **options: object) -> None:
        """Nothing was said tomorrow."""
        at = data.get("created_at")
        if at is not None and at > clock.now():
            raise ValidationError([lazy("This time has not come yet")], "created_at")


class UnderInput(_SaidInput):
    """An answer, a reply or a comment of a line."""

    id = _Ident(load_default="", validate=Length(max=MAX_ANSWER_ID))
    body = CleanText(required=True, validate=Length(min=1, max=MAX_BODY_CHARACTERS))
    accepted = fields.Boolean(load_default=False, allow_none=True)
    deleted = fields.Boolean(load_default=False, allow_none=True)  # there: it stays away here


class ReplyInput(UnderInput):
    """A reply with the comments under it."""

    comments = fields.List(fields.Nested(UnderInput), load_default=list)


class LineInput(_SaidInput):
    """One line: a post, question or topic with what stands under it."""

    kind = fields.String(load_default=None, validate=OneOf(KINDS))
    id = _Ident(required=True, validate=Length(min=1, max=MAX_ID))
    source = CleanText(load_default="", validate=Length(max=MAX_SOURCE))
    title = CleanText(load_default="", allow_none=True)
    body = CleanText(load_default="", allow_none=True)
    tags = fields.List(CleanText(), load_default=list)
    topic_kind = fields.String(load_default="discussion", validate=OneOf(TOPIC_KINDS))
    rules = CleanText(load_default="", validate=Length(max=MAX_RULES))
    starts_at = Moment(load_default=None, allow_none=True)
    ends_at = Moment(load_default=None, allow_none=True)
    answers = fields.List(fields.Nested(UnderInput), load_default=list)
    replies = fields.List(fields.Nested(ReplyInput), load_default=list)
    comments = fields.List(fields.Nested(UnderInput), load_default=list)

    @pre_load
    def asker_is_author(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """Who asked is who wrote."""
        given = dict(data)
        asker = given.pop("asker", None)
        if given.get("author") is None and asker is not None:
            given["author"] = asker
        return given

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **options: object) -> None:
        """A line has a title or a body, and neither is longer than an entry may be."""
        text = post_text(data.get("title") or "", data.get("body") or "")
        if not text:
            raise ValidationError([lazy("Fill this in")], "body")
        if len(text) > MAX_BODY_CHARACTERS:
            most = lazy("At most %(max)s characters", max=MAX_BODY_CHARACTERS)
            raise ValidationError([most], "body")
        if count_under(data) > MAX_UNDER:
            raise ValidationError([lazy("At most %(num)s of them", num=MAX_UNDER)], "answers")


PARTS = ("answers", "replies", "comments")
# What becomes of a part under a root of a kind; everything else is a comment.
UNDER = {
    ("question", "answers"): "answer", ("topic", "answers"): "reply", ("topic", "replies"): "reply",
}  # fmt: skip


def post_text(title: str, body: str) -> str:
    """A post has no title: it stands above the body, unless the body begins with it already."""
    line = " ".join(title.split())
    if not line or body.startswith(title):
        return body
    return f"{line}\n\n{body}" if body else line


def titled_text(title: str, body: str) -> tuple[str, str]:
    """Title and body where both are wanted: a missing title is how the body begins, a long one cut.

    What does not fit a title stands whole above the body.
    """
    line = " ".join(title.split())
    if not line:
        return " ".join(body.split())[:MISSING_TITLE], body
    if len(line) <= MAX_TITLE:
        return line, body
    return f"{line[: MAX_TITLE - 1]}…", post_text(line, body)


def thread_of(number: int, data: Mapping[str, Any], wanted: Wanted, source: str) -> Thread:
    """What a checked line becomes."""
    ident, at = data["id"], data["created_at"] or clock.now()
    kind, title, body = data["kind"] or wanted.kind, data["title"] or "", data["body"] or ""
    if kind in TITLED:
        title, body = titled_text(title, body)
    else:
        title, body = "", post_text(title, body)
    root = Said(
        ident, body, data["author"], at, kind, title, helpful=helpful_marks(data),
        tags=tuple(data["tags"]),
    )  # fmt: skip
    under = tuple(chain.from_iterable(_under(root, part, data[part]) for part in PARTS))
    about = About(*(data[name] for name in About.__slots__))
    return Thread(number, source, root, under, count_under(data) - len(under), about)


def count_under(data: Mapping[str, Any]) -> int:
    """How much stands under a line, comments of its replies included."""
    said = [said for part in PARTS for said in data.get(part, ())]
    return len(said) + sum(len(one.get("comments", ())) for one in said)


def _under(root: Said, part: str, given: list[dict[str, Any]]) -> Iterator[Said]:
    """One part of what stands under a root; what was deleted takes along what was under it."""
    kind = UNDER.get((root.kind, part), "comment")
    numbered = list(enumerate(given, 1))
    if kind == "reply" and all(said["created_at"] for said in given):
        numbered.sort(key=lambda one: one[1]["created_at"])  # floors are counted by time
    for place, said in numbered:
        if said["deleted"]:
            continue
        one = _said(f"{root.ident}#{part[0]}{said['id'] or place}", said, root.created_at, kind)
        yield one
        for number, remark in enumerate(said.get("comments", ()), 1):
            if not remark["deleted"]:
                ident = _short(f"{one.ident}#c{remark['id'] or number}")
                yield _said(ident, remark, one.created_at, "comment", above=one.ident)


def _said(
    ident: str, said: Mapping[str, Any], since: datetime, kind: str, *, above: str = ""
) -> Said:
    return Said(
        ident, said["body"], said["author"], said["created_at"] or since, kind,
        helpful=helpful_marks(said), accepted=bool(said["accepted"]), above=above,
    )  # fmt: skip


def _short(ident: str) -> str:
    """As much of an ident as an entry remembers; the same whenever it is read."""
    if len(ident) <= MAX_IDENT:
        return ident
    digest = sha256(ident.encode()).hexdigest()[:32]
    return f"{ident[: MAX_IDENT - 33]}~{digest}"


def helpful_marks(data: Mapping[str, Any]) -> int:
    """`up`, else a positive score."""
    marks = data["up"] if data["up"] is not None else data["score"]
    return max(marks or 0, 0)
