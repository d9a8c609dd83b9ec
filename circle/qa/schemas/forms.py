"""The same as pages send it: numbers as text, tags in one line, a question by its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, pre_load

from circle.content.body import split_tags
from circle.content.schemas import PollFormInput, check_id, polls_typed
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, OneOf
from circle.qa.schemas.inputs import (
    MAX_PICTURES,
    MUTE_DAYS,
    AnswerInput,
    AssignmentInput,
    QuestionInput,
    SealingInput,
    check_bounty,
)

_ADDRESS = re.compile(r"(?:.*/questions/)?(\d{1,19})(?:[?#].*)?")


def _pictures() -> fields.List[Any]:
    return fields.List(fields.Integer(validate=check_id), validate=Length(max=MAX_PICTURES))


def _with_tags(data: Mapping[str, Any]) -> dict[str, Any]:
    """Tags apart, wherever a space, a comma or a # stands between them."""
    given = dict(data)
    typed = split_tags(str(given.pop("tag_line", "")))
    return {**given, "tags": [*given.get("tags", ()), *typed]} if typed else given


class QuestionForm(QuestionInput):
    """A question as the page sends it, its polls in fields of their own."""

    class Meta(QuestionInput.Meta):
        """One poll is a survey of one question here."""

        exclude: tuple[str, ...] = ("poll",)

    polls = fields.List(fields.Nested(PollFormInput))
    tag_line = CleanText(load_only=True, validate=Length(max=300))
    media = _pictures()
    bounty = fields.Integer(validate=check_bounty)
    asked_of = fields.Integer(allow_none=True, validate=check_id)

    @pre_load
    def gather(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """The parts of the page where the parts of the question are."""
        return polls_typed(_with_tags(data))


class QuestionEditForm(QuestionForm):
    """A question's words as they are changed; what was offered and to whom stands."""

    class Meta(QuestionForm.Meta):
        """These cannot change."""

        exclude = ("bounty", "asked_of", "anonymous", "poll", "polls")

    @pre_load
    def gather(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """Tags apart; polls are as they were put."""
        return _with_tags(data)


class AnswerForm(AnswerInput):
    """An answer as the page sends it."""

    media = _pictures()


class AssignmentForm(AssignmentInput):
    """To whom a question is given, as the page sends it."""

    member_id = fields.Integer(allow_none=True, validate=check_id)


class CloseForm(InputSchema):
    """Why no more answers are taken."""

    reason = CleanText(load_default="", validate=Length(max=200))


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Which question asked it before."""

    original: int


class DuplicateForm(InputSchema):
    """The other question, by its address or its number."""

    makes: ClassVar[type | None] = Duplicate

    original = CleanText(required=True, validate=Length(max=300))

    @pre_load
    def find_number(self, data: Mapping[str, Any], **options: object) -> dict[str, Any]:
        """The number in an address; Invalid where there is none."""
        found = _ADDRESS.fullmatch(str(data.get("original", "")).strip())
        if found is None:
            message = lazy("Paste the address of the other question")
            raise ValidationError([message], field_name="original")
        return {**data, "original": found.group(1)}


class VerdictForm(InputSchema):
    """Whether an accepted answer still holds."""

    verdict = fields.String(required=True, validate=OneOf(("true", "no_longer")))


class SealingForm(SealingInput):
    """The same as the sheet sends it."""

    days = fields.Integer(required=True, validate=OneOf(MUTE_DAYS))
