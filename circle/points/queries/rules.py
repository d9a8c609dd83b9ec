"""The rules of a circle at a time, and their history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from circle.core import clock
from circle.core.db import session
from circle.points import rules
from circle.points.models import RuleSet


def rules_at(circle_id: int, at: datetime | None = None) -> rules.Rules:
    """The rules in force at a time (now); the defaults where a circle never changed them."""
    found = session().execute(
        select(RuleSet.rules, RuleSet.version)
        .where(RuleSet.circle_id == circle_id, RuleSet.from_at <= (at or clock.now()))
        .order_by(RuleSet.from_at.desc(), RuleSet.id.desc())
        .limit(1)
    ).first()
    return rules.read(found.rules, found.version) if found else rules.Rules()


def list_rule_sets(circle_id: int, limit: int = 50) -> Sequence[RuleSet]:
    """Every version a circle had or will have, newest first."""
    return session().scalars(
        select(RuleSet)
        .where(RuleSet.circle_id == circle_id)
        .order_by(RuleSet.version.desc())
        .limit(limit)
    ).all()  # fmt: skip
