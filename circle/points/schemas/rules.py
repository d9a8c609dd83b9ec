"""What may be sent about a circle's rules and levels, and what is answered about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from marshmallow import Schema, fields, post_load

from circle.circles.policy import Privilege
from circle.circles.schemas.circles import Between
from circle.core.schemas import InputSchema, Length, Moment, OneOf, OutputSchema
from circle.points.rules import BOUNDS, FIELDS

MIN_LEVELS, MAX_LEVELS = 3, 10
MAX_GROWTH = 1_000_000


@dataclass(frozen=True, slots=True)
class RulesChange:
    """What is to change of the rules: `version` is the one the editor saw."""

    version: int
    each: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    from_at: datetime | None = None
    daily_points: int | None = None
    daily_growth: int | None = None
    cooldown_seconds: int | None = None
    weekly_points: int | None = None
    lapse_months: int | None = None


@dataclass(frozen=True, slots=True)
class LevelsChange:
    """A circle's table of levels: growth of each, what each opens first; `version` as seen."""

    version: str
    levels: Sequence[Mapping[str, Any]]


def _bounded(name: str, attribute: str | None = None) -> fields.Field[Any]:
    if name == "on":
        return fields.Boolean(attribute=attribute)
    return fields.Integer(strict=False, validate=Between(*BOUNDS[name]), attribute=attribute)


def _form_of(made: type[Schema]) -> type[InputSchema]:
    """A schema made of parts, as what it is: marshmallow forgets which kind it began with."""
    return cast("type[InputSchema]", made)


def _rule_input(rule: str) -> type[Schema]:
    parts: dict[str, Any] = {name: _bounded(name) for name in FIELDS[rule]}
    return InputSchema.from_dict(parts, name=f"{rule.title().replace('_', '')}RuleInput")


_PARTS: dict[str, Any] = {rule: fields.Nested(_rule_input(rule)) for rule in FIELDS}
_EACH = InputSchema.from_dict(_PARTS, name="EachRuleInput")
_FLAT: dict[str, Any] = {
    f"{rule}.{name}": _bounded(name, f"each.{rule}.{name}")
    for rule, names in FIELDS.items() for name in names
}  # fmt: skip
class PointRulesInput(InputSchema):
    """New rules: what is left out stays as it is in the version named."""

    makes = RulesChange

    version = fields.Integer(required=True)
    from_at = Moment(load_default=None, allow_none=True)
    each = fields.Nested(_EACH, load_default=dict)
    daily_points = _bounded("daily_points")
    daily_growth = _bounded("daily_growth")
    cooldown_seconds = _bounded("cooldown_seconds")
    weekly_points = _bounded("weekly_points")
    lapse_months = _bounded("lapse_months")


# The same from a form: one field for each number, named `rule.number`.
PointRulesForm = _form_of(PointRulesInput.from_dict(_FLAT, name="PointRulesForm"))


class LevelInput(InputSchema):
    """One level: the growth it takes, and the privileges it opens beyond those before it."""

    growth = fields.Integer(required=True, validate=Between(0, MAX_GROWTH))
    privileges = fields.List(
        fields.String(validate=OneOf([one.value for one in Privilege])), load_default=list,
        validate=Length(max=len(Privilege)),
    )


class LevelsInput(InputSchema):
    """A whole table of levels, Lv1 first."""

    makes = LevelsChange

    version = fields.String(required=True, validate=Length(max=64))
    levels = fields.List(fields.Nested(LevelInput), required=True)


class _LevelsForm(InputSchema):
    """A table of levels as a form says it: growth level by level."""

    version = fields.String(required=True, validate=Length(max=64))
    growth = fields.List(fields.Integer(validate=Between(0, MAX_GROWTH)), required=True)

    @post_load
    def make(self, data: Mapping[str, Any], **options: object) -> LevelsChange:
        """The table those answers make; 0 opens a privilege never."""
        opens = data.get("opens", {})
        levels = [
            {"growth": growth, "privileges": [key for key, at in opens.items() if at == number]}
            for number, growth in enumerate(data["growth"], 1)
        ]
        return LevelsChange(data["version"], levels)


_OPENS: dict[str, Any] = {
    f"opens.{one.value}": fields.Integer(load_default=0, validate=Between(0, MAX_LEVELS))
    for one in Privilege
}  # the level that opens each privilege; 0: none
LevelsForm = _form_of(_LevelsForm.from_dict(_OPENS, name="LevelsForm"))


class RuleOutput(OutputSchema):
    """One rule as it stands."""

    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    limit = fields.Integer(
        required=True, allow_none=True,
        metadata={"description": "null: no limit; 0: none are paid"},
    )  # fmt: skip
    span = fields.String(required=True)
    characters = fields.Integer(required=True)
    on = fields.Boolean(required=True)


class PointRulesOutput(OutputSchema):
    """Rules of a circle: in force, and announced if there are any."""

    version = fields.Integer(required=True, metadata={"description": "Send it back to change"})
    in_force = fields.Integer(required=True, metadata={"description": "The version that counts"})
    from_at = fields.DateTime(required=True, allow_none=True)
    each = fields.Dict(keys=fields.String(), values=fields.Nested(RuleOutput), required=True)
    daily_points = fields.Integer(required=True)
    daily_growth = fields.Integer(required=True)
    cooldown_seconds = fields.Integer(required=True)
    weekly_points = fields.Integer(required=True)
    lapse_months = fields.Integer(required=True)


class DifferenceOutput(OutputSchema):
    """One thing that changed; `rule` is null for what concerns all of them."""

    rule = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    before = fields.Raw(required=True)
    after = fields.Raw(required=True)


class RuleVersionOutput(OutputSchema):
    """One version: who made it, from when it counts, what it changed."""

    version = fields.Integer(required=True)
    from_at = fields.DateTime(required=True)
    created_at = fields.DateTime(required=True)
    by = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, metadata={"enum": ["announced", "current", "past",
                                                            "replaced"]})  # fmt: skip
    changes = fields.List(fields.Nested(DifferenceOutput), required=True)


class RuleHistoryOutput(OutputSchema):
    """Every version, newest first."""

    items = fields.List(fields.Nested(RuleVersionOutput), required=True)


class LevelOutput(OutputSchema):
    """One level and everything it opens."""

    level = fields.Integer(required=True)
    growth = fields.Integer(required=True)
    privileges = fields.List(fields.String(), required=True)


class LevelsOutput(OutputSchema):
    """A circle's levels, Lv1 first."""

    version = fields.String(required=True, metadata={"description": "Send it back to change"})
    levels = fields.List(fields.Nested(LevelOutput), required=True)


class MeasuresOutput(OutputSchema):
    """How often, and how much."""

    times = fields.Integer(required=True)
    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)


class SumsOutput(OutputSchema):
    """Points and growth given out."""

    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)


class RuleComparedOutput(OutputSchema):
    """One rule before and after."""

    rule = fields.String(required=True)
    before = fields.Nested(MeasuresOutput, required=True)
    after = fields.Nested(MeasuresOutput, required=True)


class MemberComparedOutput(OutputSchema):
    """What the change would have meant for one member."""

    user_id = fields.Integer(required=True)
    points = fields.Integer(required=True)
    growth = fields.Integer(required=True)


class LevelComparedOutput(OutputSchema):
    """How many members have the growth of a level, before and after."""

    level = fields.Integer(required=True)
    before = fields.Integer(required=True)
    after = fields.Integer(required=True)


class CostOutput(OutputSchema):
    """What members could still redeem, now and with what the change adds."""

    issued = fields.Integer(required=True)
    outstanding = fields.Integer(required=True)
    share_percent = fields.Integer(required=True)
    outstanding_after = fields.Integer(required=True)
    change = fields.Integer(required=True)


class OutcomeOutput(OutputSchema):
    """What 90 days would have been; empty while it is counted."""

    days = fields.Integer()
    occurrences = fields.Integer()
    before = fields.Nested(SumsOutput)
    after = fields.Nested(SumsOutput)
    rules = fields.List(fields.Nested(RuleComparedOutput))
    affected = fields.Integer()
    winners = fields.List(fields.Nested(MemberComparedOutput))
    losers = fields.List(fields.Nested(MemberComparedOutput))
    levels = fields.List(fields.Nested(LevelComparedOutput))
    cost = fields.Nested(CostOutput)


class WhatIfOutput(OutputSchema):
    """A what-if: how far it is, and what came out."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, metadata={"enum": ["waiting", "done"]})
    seen = fields.Integer(required=True)
    total = fields.Integer(required=True)
    outcome = fields.Nested(OutcomeOutput, required=True)
