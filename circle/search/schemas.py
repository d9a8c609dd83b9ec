"""What a search takes, and what it answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from marshmallow import fields, post_load

from circle.content.schemas import AuthorOutput, PageQuery
from circle.core import clock
from circle.core.paging import read_limit
from circle.core.schemas import InputSchema, Length, OneOf, OutputSchema
from circle.search.operators import MAX_VALUE, Search, asked_of, in_time

KINDS = ("post", "question", "answer", "topic", "reply")
ORDERS = ("relevance", "newest")
SPANS: Mapping[str, int] = {"week": 7, "month": 30, "year": 365}  # days, today the last of them
TITLES = 4  # suggested while somebody types
MAX_TYPED = 100_000  # characters; a longer address does not reach us


class SearchQuery(PageQuery):
    """Words with operators (`tag: from: kind: after: before: has:`, "…"), and the same as fields.

    Of more than 200 characters the first 200 are looked for.
    """

    q = fields.String(load_default="", validate=Length(max=MAX_TYPED))
    kind = fields.String(load_default="", validate=OneOf(("", *KINDS)))
    tag = fields.String(load_default="", validate=Length(max=MAX_VALUE))
    author = fields.String(load_default="", validate=Length(max=MAX_VALUE))
    circle = fields.String(
        load_default="", validate=Length(max=MAX_VALUE),
        metadata={"description": "where all are searched: the slug or name of one"},
    )  # fmt: skip
    span = fields.String(
        load_default="", validate=OneOf(("", *SPANS)),
        metadata={"description": "published in the last 7, 30 or 365 days"},
    )  # fmt: skip
    since = fields.Date(load_default=None, metadata={"description": "the first local day"})
    until = fields.Date(load_default=None, metadata={"description": "the day after the last"})
    answered = fields.Boolean(load_default=False)
    featured = fields.Boolean(load_default=False)
    sort = fields.String(load_default="relevance", validate=OneOf(ORDERS))

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> Search:
        """The search that is meant; a field counts more than the same as an operator."""
        asked = asked_of(data["q"])
        return Search(
            replace(
                asked,
                kinds=(data["kind"],) if data["kind"] else asked.kinds,
                tag=data["tag"] or asked.tag, author=data["author"] or asked.author,
                circle=data["circle"] or asked.circle,
                since=_day(data["since"]) or _first_of(data["span"]) or asked.since,
                until=_day(data["until"]) or asked.until,
                answered=data["answered"] or asked.answered,
                featured=data["featured"] or asked.featured,
            ),
            data["sort"], data["cursor"], read_limit(data["limit"]),
        )  # fmt: skip


class SuggestQuery(InputSchema):
    """What was typed so far."""

    q = fields.String(required=True, validate=Length(max=MAX_TYPED))


class ResultOutput(OutputSchema):
    """An entry that was found; title and snippet are HTML, `mark` around what was looked for."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    circle = fields.String(required=True)
    url = fields.String(required=True)
    title_html = fields.String(required=True)
    snippet_html = fields.String(required=True)
    about = fields.String(
        required=True, metadata={"description": "of an answer or floor: its question or topic"}
    )
    author = fields.Nested(AuthorOutput, required=True, allow_none=True)
    published_at = fields.DateTime(required=True)
    answered = fields.Boolean(required=True)
    featured = fields.Boolean(required=True)


class MemberFound(OutputSchema):
    """A member whose name begins so."""

    member_id = fields.Integer(required=True)
    name = fields.String(required=True)
    display_name = fields.String(required=True)
    avatar = fields.String(required=True, allow_none=True)


class TagFound(OutputSchema):
    """A tag whose name begins so."""

    name = fields.String(required=True)
    entries = fields.Integer(required=True)
    circle = fields.String(required=True, metadata={"description": "the slug of its circle"})


class CircleFound(OutputSchema):
    """A circle whose name begins so."""

    slug = fields.String(required=True)
    name = fields.String(required=True)


class NamesOutput(OutputSchema):
    """Whom and what the words name."""

    members = fields.List(fields.Nested(MemberFound), required=True)
    tags = fields.List(fields.Nested(TagFound), required=True)
    circles = fields.List(fields.Nested(CircleFound), required=True)


class SearchOutput(NamesOutput):
    """A page of what was found: `count` of it, `more` when there is more than was counted."""

    items = fields.List(fields.Nested(ResultOutput), required=True)
    count = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    next = fields.String(required=True, allow_none=True)


class TitleFound(OutputSchema):
    """An entry whose title says it."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True)


class SuggestOutput(NamesOutput):
    """What may be meant by what was typed so far."""

    entries = fields.List(fields.Nested(TitleFound), required=True)


class MonthsQuery(InputSchema):
    """From where on."""

    cursor = fields.String(load_default=None)


class MonthOutput(OutputSchema):
    """A month that has anything."""

    month = fields.String(required=True, metadata={"description": "yyyy-mm"})
    count = fields.Integer(required=True, metadata={"description": "100 stands for 100 or more"})


class RelatedEntry(OutputSchema):
    """An entry much like another one."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    url = fields.String(required=True)
    title = fields.String(required=True)
    author = fields.Nested(AuthorOutput, required=True, allow_none=True)
    published_at = fields.DateTime(required=True)


class RelatedOutput(OutputSchema):
    """The likest first."""

    items = fields.List(fields.Nested(RelatedEntry), required=True)
    next = fields.String(required=True, allow_none=True)


class MissedOutput(OutputSchema):
    """Words several members looked for in vain; who they were is kept nowhere."""

    words = fields.String(required=True)
    people = fields.Integer(required=True)
    last = fields.DateTime(required=True)


def _day(given: date | None) -> date | None:
    return in_time(given) if given else None


def _first_of(span: str) -> date | None:
    days = SPANS.get(span)
    return clock.local_day() - timedelta(days=days - 1) if days else None
