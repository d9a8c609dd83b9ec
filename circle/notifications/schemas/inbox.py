"""The inbox as input and output: what is asked of it, what is seen, and its lines."""

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Range

from circle.content.schemas import AuthorOutput, PageQuery
from circle.core.i18n import lazy
from circle.core.schemas import InputSchema, Length, OneOf, OutputSchema
from circle.notifications.kinds import KINDS

MOST_SEEN = 100
# What the inbox is narrowed to, each a few kinds: as many as fit beside each other on a phone.
NARROWED = {
    "replies": ("answer", "reply", "mention", "topic"),
    "likes": ("like", "accepted", "follow"),
    "following": ("following", "reach"),
    "system": ("moderation", "system", "points", "staff"),
}


def kinds_of(chosen: str) -> tuple[str, ...]:
    """The kinds a choice stands for: a group of them, one alone, or all (an empty tuple)."""
    return NARROWED.get(chosen, (chosen,) if chosen else ())


class InboxQuery(PageQuery):
    """What of the inbox is asked for."""

    kind = fields.String(
        load_default="", validate=OneOf(("", *NARROWED, *KINDS)),
        metadata={"description": "A kind, or replies, likes, following, system"},
    )  # fmt: skip


class SeenInput(InputSchema):
    """What was seen: these notices, all of a thread, or everything."""

    ids = fields.List(
        fields.Integer(validate=Range(1)), load_default=list,
        validate=Length(max=MOST_SEEN),
    )  # fmt: skip
    thread = fields.Integer(load_default=None, validate=Range(1))
    all = fields.Boolean(load_default=False)

    @validates_schema
    def says_something(self, data: dict[str, object], **_more: object) -> None:
        """One of the three is given."""
        if not (data["ids"] or data["thread"] or data["all"]):
            raise ValidationError([lazy("Say what was seen: ids, a thread, or all")], "ids")


class UnreadOutput(OutputSchema):
    """How much waits; `threads` are the root entries it waits in."""

    count = fields.Integer(
        required=True, metadata={"description": "Up to 100, which means 99 and more"}
    )
    threads = fields.List(fields.Integer(), required=True)


class NoticeOutput(OutputSchema):
    """One line of an inbox, as its reader may see it now."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=OneOf(tuple(KINDS)))
    code = fields.String(required=True)
    sentence = fields.String(required=True, metadata={"description": "In the reader's language"})
    quote = fields.String(
        required=True, metadata={"description": "Title or beginning of the entry it is about"}
    )
    about = fields.String(required=True, metadata={"description": "Title of its thread"})
    why = fields.String(required=True, metadata={"description": "Why one got this"})
    url = fields.String(required=True, allow_none=True)
    circle = fields.String(required=True, allow_none=True)
    people = fields.List(
        fields.Nested(AuthorOutput), required=True,
        metadata={"description": "The latest who did it; nobody where it was done without a name"},
    )  # fmt: skip
    people_count = fields.Integer(required=True, allow_none=True)
    entry_id = fields.Integer(required=True, allow_none=True)
    thread_id = fields.Integer(required=True, allow_none=True)
    at = fields.DateTime(required=True)
    unread = fields.Boolean(required=True)
