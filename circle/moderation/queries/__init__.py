"""Reads of what is looked at and of what was done, split by noun."""

from circle.moderation.queries.acts import (
    Decided,
    act_against,
    acts_page,
    decisions_page,
    entries_of_act,
    get_act,
    newest_against_entry,
    own_entries_of_act,
)
from circle.moderation.queries.cases import (
    Looked,
    Part,
    appeals_of,
    author_of,
    case_view,
    case_views,
    count_open,
    enter_case,
    faces_of,
    get_looked,
    open_case_of,
    persons_of,
    queue_page,
    site_page,
)
from circle.moderation.queries.reports import my_reports_page, record_of
from circle.moderation.queries.rules import get_rule, rules_page, rules_place
from circle.moderation.queries.sprees import enter_for_cleaning, find_spree, left_of
from circle.moderation.queries.verifying import count_audit_lines, wrong_audit

__all__ = [
    "Decided",
    "Looked",
    "Part",
    "act_against",
    "acts_page",
    "appeals_of",
    "author_of",
    "case_view",
    "case_views",
    "count_audit_lines",
    "count_open",
    "decisions_page",
    "enter_case",
    "enter_for_cleaning",
    "entries_of_act",
    "faces_of",
    "find_spree",
    "get_act",
    "get_looked",
    "get_rule",
    "left_of",
    "my_reports_page",
    "newest_against_entry",
    "open_case_of",
    "own_entries_of_act",
    "persons_of",
    "queue_page",
    "record_of",
    "rules_page",
    "rules_place",
    "site_page",
    "wrong_audit",
]
