"""The rules of a circle at a time, their history, and its levels."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Executable, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.circles.policy import Level
from circle.circles.queries import Face
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.policy import require
from circle.points import rules
from circle.points.models import RuleSet
from circle.points.rules import Difference


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version as its history tells it.

    state: announced, current, past, or replaced (a newer one came before it was in force).
    """

    version: int
    from_at: datetime
    created_at: datetime
    by: Face | None
    state: str
    changes: Sequence[Difference]


def rules_at(circle_id: int, at: datetime | None = None) -> rules.Rules:
    """The rules in force at a time (now); the defaults where a circle never changed them.

    Of the versions begun by then the newest counts; one replaced before it began never does.
    """
    found = session().execute(_in_force(), {"circle": circle_id, "at": at or clock.now()}).first()
    return rules.read(found.rules, found.version) if found else rules.Rules()


@cache
def _in_force() -> Executable:
    return (
        select(RuleSet.rules, RuleSet.version)
        .where(RuleSet.circle_id == bindparam("circle"), RuleSet.from_at <= bindparam("at"))
        .where(was_not_replaced())
        .order_by(RuleSet.version.desc())
        .limit(1)
    )


def was_not_replaced() -> ColumnElement[bool]:
    """Versions that no newer one was saved before they began: an announced one that was, however
    far ahead the newer one was announced itself, never comes into force."""
    newer = aliased(RuleSet)
    return ~(
        select(newer.id)
        .where(newer.circle_id == RuleSet.circle_id, newer.version > RuleSet.version)
        .where(newer.created_at < RuleSet.from_at)
        .exists()
    )


def newest_rules(circle_id: int) -> rules.Rules:
    """The newest version, in force or announced: what an editor goes on from."""
    found = list_rule_sets(circle_id, 1)
    return rules.read(found[0].rules, found[0].version) if found else rules.Rules()


def list_rule_sets(circle_id: int, limit: int = 50) -> Sequence[RuleSet]:
    """Every version a circle had or will have, newest first."""
    return session().scalars(
        select(RuleSet)
        .where(RuleSet.circle_id == circle_id)
        .order_by(RuleSet.version.desc())
        .limit(limit)
    ).all()  # fmt: skip


def rules_shown(actor: Actor, circle: Circle) -> tuple[rules.Rules, RuleSet | None]:
    """The rules in force, for who may read the circle, and the version announced, if any."""
    require(actor, circle_policy.can_see_members(actor, circle))
    newest = next(iter(list_rule_sets(circle.id, 1)), None)
    announced = newest if newest is not None and newest.from_at > clock.now() else None
    return rules_at(circle.id), announced


def rules_history(actor: Actor, circle: Circle) -> Sequence[RuleVersion]:
    """Who changed what of the rules, and from when it counted; newest first."""
    require(actor, circle_policy.can_see_members(actor, circle))
    sets = list_rule_sets(circle.id)
    named = circles.faces(circle.id, [each.created_by for each in sets if each.created_by])
    told, now = [], clock.now()
    newer = None  # when the first of all newer versions was saved
    in_force = rules_at(circle.id, now).version
    for place, each in enumerate(sets):
        older = sets[place + 1] if place + 1 < len(sets) else None
        before = rules.read(older.rules) if older else _unknown_before(each)
        told.append(
            RuleVersion(
                each.version, each.from_at, each.created_at, named.get(each.created_by or 0),
                _state(each, in_force, newer, now),
                tuple(rules.differences(before, rules.read(each.rules))),
            )
        )  # fmt: skip
        newer = each.created_at if newer is None else min(newer, each.created_at)
    return told


def levels_version(circle: Circle) -> str:
    """A short name of a circle's table of levels: another table has another."""
    table = [
        [level.growth, sorted(level.privileges)] for level in circle_policy.levels_of(circle)
    ]
    return hashlib.sha256(orjson.dumps(table)).hexdigest()[:16]


def reaches_more(levels: Sequence[Level]) -> ColumnElement[bool]:
    """Members whose growth is that of a higher level than they have."""
    return or_(*(
        and_(Membership.growth >= level.growth, Membership.level < number)
        for number, level in enumerate(levels, 1)
    ))  # fmt: skip


def given_of(change: Any) -> Mapping[str, Any]:
    """What a RulesChange says of the rules themselves."""
    return {
        name: value for name, value in asdict(change).items() if name not in ("version", "from_at")
    }


def _unknown_before(each: RuleSet) -> rules.Rules:
    """What stood before the oldest version listed: the defaults, or too long ago to tell."""
    return rules.Rules() if each.version == 1 else rules.read(each.rules)


def _state(each: RuleSet, in_force: int, newer: datetime | None, now: datetime) -> str:
    if newer is not None and newer < each.from_at:
        return "replaced"
    if each.from_at > now:
        return "announced"
    return "current" if each.version == in_force else "past"
