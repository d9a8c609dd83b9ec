"""What a post may be made of, in forms and in JSON, and how a list of posts is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import fields, pre_load

from circle.content.body import MAX_BODY_CHARACTERS, MAX_TAG_CHARACTERS, split_tags
from circle.content.schemas import (
    MAX_TAGS,
    Asks,
    NewPoll,
    PageQuery,
    PollFormInput,
    check_id,
    polls_typed,
)
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema

ORDERS = ("latest", "hot", "featured", "following")
CATEGORIES = ("none", "ad", "info", "insight", "note")
CATEGORY_NAMES = {
    "none": lazy("Post"), "ad": lazy("Ad"), "info": lazy("Info"), "insight": lazy("Insight"),
    "note": lazy("Note"),
}  # fmt: skip
TIMED = ("ad", "info")  # what is only of use for a while, somewhere
AI_STATEMENTS = ("none", "declared")  # what an author may say; the rest is found out
MAX_PICTURES = 9
MAX_CITY = 20


@dataclass(frozen=True, slots=True)
class NewPost:
    """What somebody wants to publish."""

    body: str
    tags: tuple[str, ...] = ()
    media: tuple[int, ...] = ()
    category: str = "none"
    ai_statement: str = "none"
    city: str = ""
    expires_at: datetime | None = None
    scheduled_at: datetime | None = None
    poll: NewPoll | None = None
    polls: tuple[NewPoll, ...] = ()


class PostWords(InputSchema):
    """What can be changed of a post later, too."""

    body = CleanText(required=True, validate=Length(max=MAX_BODY_CHARACTERS))
    tags = fields.List(
        CleanText(validate=Length(min=1, max=MAX_TAG_CHARACTERS)), validate=Length(max=MAX_TAGS)
    )
    media = fields.List(
        fields.Integer(strict=True, validate=check_id), validate=Length(max=MAX_PICTURES)
    )
    category = fields.String(validate=OneOf(CATEGORIES))
    ai_statement = fields.String(validate=OneOf(AI_STATEMENTS))
    city = CleanText(validate=Length(max=MAX_CITY))
    expires_at = Moment(allow_none=True)
    scheduled_at = Moment(allow_none=True)


class PostInput(Asks, PostWords):
    """A post: text, up to nine pictures, tags, what its category asks for, a poll or a survey."""

    makes: ClassVar[type | None] = NewPost


class PostChanges(PostWords):
    """What changes of a post; what is not named stays. Polls are as they were put."""

    body = CleanText(validate=Length(max=MAX_BODY_CHARACTERS))


class PostForm(PostWords):
    """A post as the page sends it: tags in one line, polls in fields of their own."""

    makes: ClassVar[type | None] = NewPost

    polls = fields.List(fields.Nested(PollFormInput))
    tag_line = CleanText(load_only=True, validate=Length(max=300))
    media = fields.List(fields.Integer(validate=check_id), validate=Length(max=MAX_PICTURES))

    @pre_load
    def split_tags(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """Tags apart, wherever a space, a comma or a # stands between them."""
        given = dict(data)
        typed = split_tags(str(given.pop("tag_line", "")))
        if typed:
            given["tags"] = [*given.get("tags", ()), *typed]
        return polls_typed(given)


class FeedQuery(PageQuery):
    """Which list of a circle, and what of it."""

    order = fields.String(
        load_default="latest", validate=OneOf(ORDERS),
        metadata={"description": "following is one list: it takes none of the choices below"},
    )
    tag = CleanText(load_default="", validate=Length(max=80))
    category = fields.String(load_default="", validate=OneOf(("", *CATEGORIES)))
    author = CleanText(
        load_default="", validate=Length(max=40), metadata={"description": "the name of a user"}
    )
    media = fields.Boolean(load_default=False, metadata={"description": "with pictures only"})
    city = CleanText(load_default="", validate=Length(max=MAX_CITY))


class TagQuery(InputSchema):
    """How the name of a tag begins."""

    q = CleanText(load_default="", validate=Length(max=MAX_TAG_CHARACTERS))


class TagOutput(OutputSchema):
    """A tag of a circle and how much stands under it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    entries_count = fields.Integer(required=True)


class CategoryInput(InputSchema):
    """Where a post is moved to."""

    category = fields.String(required=True, validate=OneOf(CATEGORIES))
