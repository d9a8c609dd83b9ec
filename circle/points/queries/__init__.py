"""Reads of points, split by noun."""

from circle.points.queries.lapsing import (
    circles_with_rules,
    earned_until,
    holders_after,
    months_before,
)
from circle.points.queries.occurrences import find_occurrence, has_liked, was_active
from circle.points.queries.record import StoredRecord, span_start
from circle.points.queries.rules import list_rule_sets, rules_at
from circle.points.queries.verify import count_lines, wrong_lines, wrong_members, wrong_transfers

__all__ = [
    "StoredRecord",
    "circles_with_rules",
    "count_lines",
    "earned_until",
    "find_occurrence",
    "has_liked",
    "holders_after",
    "list_rule_sets",
    "months_before",
    "rules_at",
    "span_start",
    "was_active",
    "wrong_lines",
    "wrong_members",
    "wrong_transfers",
]
