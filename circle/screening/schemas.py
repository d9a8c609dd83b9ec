"""What may be sent about rules of screening, and what is answered."""

from dataclasses import dataclass

from marshmallow import fields

from circle.core.schemas import CleanText, InputSchema, Length, OneOf, OutputSchema
from circle.screening.models import ASKED, KINDS, MAX_NAME, MAX_PATTERN
from circle.screening.rules import Asked, Kind

MAX_LINES = 2_000  # of a list that is pasted
MAX_LIST = 60_000  # characters of it


class OneLine(CleanText):
    """One line, its inner white space as one."""

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> str:
        return " ".join(super()._deserialize(value, attr, data, **kwargs).split())


@dataclass(frozen=True, slots=True)
class NewRule:
    """What to look for and what it asks for; without a name its author is told the pattern."""

    pattern: str
    action: Asked
    kind: Kind = "words"
    wide: bool = True
    name: str = ""

    def as_change(self) -> "RuleChange":
        """The same as what a rule becomes, every part of it."""
        return RuleChange(self.pattern, self.action, self.kind, self.wide, self.name)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What changes of a rule; what is not named stays."""

    pattern: str | None = None
    action: Asked | None = None
    kind: Kind | None = None
    wide: bool | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NewWords:
    """A list of words, one a line, that all ask for the same."""

    words: str
    action: Asked
    wide: bool = True
    name: str = ""


class KeywordRuleInput(InputSchema):
    """A rule to add."""

    makes = NewRule
    pattern = OneLine(required=True, validate=Length(min=1, max=MAX_PATTERN))
    action = fields.String(required=True, validate=OneOf(ASKED))
    kind = fields.String(load_default="words", validate=OneOf(KINDS))
    wide = fields.Boolean(load_default=True)
    name = OneLine(load_default="", validate=Length(max=MAX_NAME))


class KeywordRuleForm(KeywordRuleInput):
    """The same from a page, where a box that is not ticked sends nothing."""

    wide = fields.Boolean(load_default=False)


class RuleChangeInput(InputSchema):
    """What changes of a rule."""

    makes = RuleChange
    pattern = OneLine(validate=Length(min=1, max=MAX_PATTERN))
    action = fields.String(validate=OneOf(ASKED))
    kind = fields.String(validate=OneOf(KINDS))
    wide = fields.Boolean()
    name = OneLine(validate=Length(max=MAX_NAME))


class WordListInput(InputSchema):
    """Words to add, one a line."""

    makes = NewWords
    words = CleanText(required=True, validate=Length(min=1, max=MAX_LIST))
    action = fields.String(required=True, validate=OneOf(ASKED))
    wide = fields.Boolean(load_default=True)
    name = OneLine(load_default="", validate=Length(max=MAX_NAME))


class WordListForm(WordListInput):
    """The same from a page, where a box that is not ticked sends nothing."""

    wide = fields.Boolean(load_default=False)


class KeywordRuleOutput(OutputSchema):
    """A rule as who keeps it sees it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    pattern = fields.String(required=True)
    kind = fields.String(required=True, validate=OneOf(KINDS))
    action = fields.String(required=True, validate=OneOf(ASKED))
    wide = fields.Boolean(required=True)
    made_by = fields.Integer(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class ExampleOutput(OutputSchema):
    """A place that would have been hit; `certain` is the word itself, the rest resembles it."""

    entry_id = fields.Integer(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    before = fields.String(required=True)
    hit = fields.String(required=True)
    after = fields.String(required=True)
    certain = fields.Boolean(required=True)


class RehearsalOutput(OutputSchema):
    """What a rule would have hit; `whole` is whether all of the 30 days was looked at."""

    looked_at = fields.Integer(required=True)
    certain = fields.Integer(required=True)
    uncertain = fields.Integer(required=True)
    whole = fields.Boolean(required=True)
    examples = fields.List(fields.Nested(ExampleOutput), required=True)


class WordsAddedOutput(OutputSchema):
    """The rules a list became, and how many of its lines were there already."""

    added = fields.List(fields.Nested(KeywordRuleOutput), required=True)
    left_out = fields.Integer(required=True)
