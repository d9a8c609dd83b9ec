"""Changing what earns what, and what levels take and open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from circle.circles import actions as circle_actions
from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.points import policy, queries, rules
from circle.points.actions.standing import raise_level
from circle.points.models import RuleSet
from circle.points.schemas.rules import MAX_LEVELS, MIN_LEVELS, LevelsChange, RulesChange

RAISED_AT_ONCE = 200


class ChangedMeanwhile(Conflict):
    """Somebody else saved a newer version than the one the editor saw."""

    code = "rules_changed"
    title = lazy("Somebody changed this in the meantime. Look at the newest version first")


@action
def change_rules(actor: Actor, circle_id: int, change: RulesChange) -> RuleSet:
    """Give a circle a new version of its rules, from now or announced up to 90 days ahead.

    ChangedMeanwhile when the version the editor saw is not the newest. A newer version takes the
    place of an announced one that has not come into force. Nothing paid before changes.
    """
    circle, here = circles.enter_locked(actor, circle_id)
    require(here, policy.can_edit_rules(here, circle))
    newest = queries.newest_rules(circle.id)
    if change.version != newest.version:
        raise ChangedMeanwhile
    after = rules.changed(newest, queries.given_of(change))
    if not any(rules.differences(newest, after)):
        raise Invalid(lazy("Nothing is different from what stands already"), code="no_change")
    for key in {one.rule for one in rules.differences(newest, after) if one.rule is not None}:
        allowed = circle_policy.may_have(circle, key)
        if not allowed and after[key].on:
            raise Conflict(allowed.reason, code=allowed.code)
    made = RuleSet(
        circle_id=circle.id, version=newest.version + 1, from_at=_start(change),
        rules=rules.written(after), created_by=actor.user_id,
    )  # fmt: skip
    session().add(made)
    circle_actions.mark_changed(circle.id)
    circle_actions.tell_deed(
        here, "points_rules", ("rule", made.version), before=rules.written(newest),
        after=made.rules,
    )  # fmt: skip
    return made


@action
def change_levels(actor: Actor, circle_id: int, change: LevelsChange) -> Circle:
    """Give a circle a table of levels: 3 to 10, growth rising from 0, privileges adding up.

    Who has the growth of a higher level rises soon after; nobody falls.
    """
    circle, here = circles.enter_locked(actor, circle_id)
    require(here, policy.can_edit_rules(here, circle))
    if change.version != queries.levels_version(circle):
        raise ChangedMeanwhile
    _check_growth([level["growth"] for level in change.levels])
    levels = _added_up(change.levels)
    circle_actions.tell_deed(
        here, "levels", ("circle", circle.id), before=circle.levels, after=levels
    )
    circle.levels = levels
    circle_actions.mark_changed(circle.id)
    enqueue("points.relevel", {"circle_id": circle.id}, key=f"points.relevel:{circle.id}")
    return circle


@action
def relevel(circle_id: int, after: int) -> int:
    """Raise members whose growth reaches a higher level now, some at once, by membership from one
    on; answers the last one raised, 0 when there is none left."""
    circle = session().get(Circle, circle_id)
    if circle is None:
        return 0
    levels = circle_policy.levels_of(circle)
    due = queries.reaches_more(levels)
    members = session().scalars(
        lock_row(
            select(Membership)
            .where(Membership.circle_id == circle_id, Membership.id > after, due)
            .order_by(Membership.id)
            .limit(RAISED_AT_ONCE)
        )
    ).all()
    for member in members:
        raise_level(member, levels)
    return members[-1].id if members else 0


def _start(change: RulesChange) -> datetime:
    now = clock.now()
    if change.from_at is None or change.from_at <= now:
        return now
    if change.from_at > now + timedelta(days=rules.MAX_AHEAD_DAYS):
        raise Invalid(errors={"from_at": [lazy("At most 90 days from now")]})
    return change.from_at


def _check_growth(growth: Sequence[int]) -> None:
    problem = None
    if not MIN_LEVELS <= len(growth) <= MAX_LEVELS:
        problem = lazy("3 to 10 levels")
    elif growth[0] != 0:
        problem = lazy("The first level starts at 0: everybody has it")
    elif any(later <= earlier for earlier, later in pairwise(growth)):
        problem = lazy("Each level takes more growth than the one before")
    if problem is not None:
        raise Invalid(errors={"growth": [problem]})


def _added_up(levels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every level with all that is open there: what opened once stays open."""
    opened: set[str] = set()
    table = []
    for level in levels:
        opened |= set(level["privileges"])
        table.append({"growth": level["growth"], "privileges": sorted(opened)})
    return table
