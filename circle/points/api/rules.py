"""The rules of points, their history, what-ifs and levels as JSON."""

from typing import Any

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.gate import needs_scope
from circle.core.policy import require
from circle.core.web import visitor, write
from circle.points import actions, queries, rules
from circle.points.api.blueprint import blp
from circle.points.models import WhatIf
from circle.points.schemas.rules import (
    LevelsChange,
    LevelsInput,
    LevelsOutput,
    PointRulesInput,
    PointRulesOutput,
    RuleHistoryOutput,
    RulesChange,
    WhatIfOutput,
)


@blp.get("/circles/<slug>/point-rules")
@blp.response(200, PointRulesOutput)
def get_point_rules(slug: str) -> dict[str, Any]:
    """The newest rules: `in_force` names the version that counts now."""
    return _rules(slug)


@blp.put("/circles/<slug>/point-rules")
@needs_scope("manage")
@write
@blp.arguments(PointRulesInput)
@blp.response(200, PointRulesOutput)
def change_point_rules(change: RulesChange, slug: str) -> dict[str, Any]:
    """Save a new version; what is left out stays. `rules_changed` when `version` is not newest."""
    circle, _here = circles.enter(visitor(), slug)
    actions.change_rules(visitor(), circle.id, change)
    return _rules(slug)


@blp.get("/circles/<slug>/point-rules/history")
@blp.response(200, RuleHistoryOutput)
def list_point_rules(slug: str) -> dict[str, Any]:
    """Every version with who made it, from when it counts and what it changed; newest first."""
    circle, here = circles.enter(visitor(), slug)
    versions = queries.rules_history(here, circle)
    names = ("version", "from_at", "created_at", "state", "changes")
    return {
        "items": [
            {name: getattr(one, name) for name in names}
            | {"by": one.by.display_name if one.by else None}
            for one in versions
        ]
    }


@blp.post("/circles/<slug>/point-rules/what-if")
@needs_scope("manage")
@blp.arguments(PointRulesInput)
@blp.response(200, WhatIfOutput)
def try_point_rules(change: RulesChange, slug: str) -> WhatIf:
    """Replay 90 days under these rules; a large circle's is `waiting`: ask for it by its id."""
    circle, _here = circles.enter(visitor(), slug)
    return actions.try_rules(visitor(), circle.id, change)


@blp.get("/circles/<slug>/point-rules/what-if/<int:what_if_id>")
@needs_scope("manage")
@blp.response(200, WhatIfOutput)
def get_what_if(slug: str, what_if_id: int) -> WhatIf:
    """A what-if: how far it is, or what came out."""
    return queries.get_what_if(visitor(), slug, what_if_id)[2]


@blp.get("/circles/<slug>/levels")
@blp.response(200, LevelsOutput)
def get_levels(slug: str) -> dict[str, Any]:
    """The table of levels, Lv1 first."""
    circle, here = circles.enter(visitor(), slug)
    require(here, circle_policy.can_see_members(here, circle))
    return _levels(circle)


@blp.put("/circles/<slug>/levels")
@needs_scope("manage")
@write
@blp.arguments(LevelsInput)
@blp.response(200, LevelsOutput)
def change_levels(change: LevelsChange, slug: str) -> dict[str, Any]:
    """Give the circle a table of levels; each level keeps what those before it opened."""
    circle, _here = circles.enter(visitor(), slug)
    return _levels(actions.change_levels(visitor(), circle.id, change))


def _rules(slug: str) -> dict[str, Any]:
    circle, here = circles.enter(visitor(), slug)
    current, announced = queries.rules_shown(here, circle)
    newest = rules.read(announced.rules, announced.version) if announced else current
    return {
        "version": newest.version, "in_force": current.version, "each": newest.each,
        "from_at": announced.from_at if announced else None,
        **{name: getattr(newest, name) for name in rules.SETTINGS},
    }  # fmt: skip


def _levels(circle: Circle) -> dict[str, Any]:
    return {
        "version": queries.levels_version(circle),
        "levels": [
            {"level": number, "growth": each.growth, "privileges": sorted(each.privileges)}
            for number, each in enumerate(circle_policy.levels_of(circle), 1)
        ],
    }
