"""The same as pages send it: numbers as text, tags in one line, a kind's own fields beside them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from circle.content.body import split_tags
from circle.content.schemas import PollFormInput, check_id, polls_typed
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, Length
from circle.topics.schemas.inputs import (
    MAX_PICTURES,
    MAX_SLOW_MINUTES,
    DetailsInput,
    HostInput,
    ReplyInput,
    SlowInput,
    TopicChanges,
    TopicInput,
)

PREFIX = "details."
START_MISSING = lazy("Say when it begins")


def _pictures() -> fields.List[Any]:
    return fields.List(fields.Integer(validate=check_id), validate=Length(max=MAX_PICTURES))


def _with_tags(data: Mapping[str, Any]) -> dict[str, Any]:
    """Tags apart, wherever a space, a comma or a # stands between them."""
    given = dict(data)
    typed = split_tags(str(given.pop("tag_line", "")))
    return {**given, "tags": [*given.get("tags", ()), *typed]} if typed else given


def _with_details(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the kind asks for as one part, as JSON has it."""
    given = {name: value for name, value in data.items() if not name.startswith(PREFIX)}
    details = {
        name: _meant(field, data[PREFIX + name])
        for name, field in DetailsInput().fields.items()
        if data.get(PREFIX + name) not in (None, "")
    }
    return {**given, "details": details}


def _meant(field: fields.Field[Any], typed: object) -> object:
    """A number where one is asked for and one was typed; a switch that is sent is on."""
    if isinstance(field, fields.Boolean):
        return typed in ("on", "true", "1", "yes")
    text = str(typed).strip()
    if isinstance(field, fields.Integer) and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return typed


class TopicForm(TopicInput):
    """A topic as the page sends it, its polls in fields of their own."""

    class Meta(TopicInput.Meta):
        """One poll is a survey of one question here."""

        exclude = ("poll",)

    polls = fields.List(fields.Nested(PollFormInput))
    tag_line = CleanText(load_only=True, validate=Length(max=300))
    media = _pictures()

    @pre_load
    def gather(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """The parts of the page where the parts of the topic are."""
        return polls_typed(_with_details(_with_tags(data)))

    @validates_schema
    def ask_start(self, data: Mapping[str, Any], **options: object) -> None:
        """On a page an event says when it begins; a program may leave that out."""
        if data.get("topic_kind") == "event" and data.get("starts_at") is None:
            raise ValidationError({"starts_at": [START_MISSING]})


class TopicEditForm(TopicChanges):
    """A topic's words and dates as they are changed."""

    tag_line = CleanText(load_only=True, validate=Length(max=300))
    media = _pictures()

    @pre_load
    def gather(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """Tags apart; an emptied line of tags takes them away."""
        return {"tags": [], **_with_tags(data)}


class CourseForm(TopicChanges):
    """What a host sets of a topic somebody else may have written: rules and dates."""

    class Meta(TopicChanges.Meta):
        """Its words are not asked for."""

        fields = ("rules", "starts_at", "ends_at")


class ReplyForm(ReplyInput):
    """A floor as the page sends it."""

    media = _pictures()


class SlowForm(SlowInput):
    """How long to wait, as the page sends it."""

    minutes = fields.Integer(required=True, validate=validate.Range(0, MAX_SLOW_MINUTES))


class HostForm(HostInput):
    """Who hosts it, as the page sends it."""

    member_id = fields.Integer(required=True, validate=check_id)
