"""Reads of what is looked at and of what was done, split by noun."""

from circle.moderation.queries.acts import acts_page, entries_of_act, get_act
from circle.moderation.queries.cases import (
    Looked,
    Part,
    author_of,
    case_view,
    case_views,
    count_open,
    enter_case,
    faces_of,
    get_looked,
    open_case_of,
    queue_page,
    site_page,
)
from circle.moderation.queries.reports import my_reports_page, record_of
from circle.moderation.queries.verifying import count_audit_lines, wrong_audit

__all__ = [
    "Looked",
    "Part",
    "acts_page",
    "author_of",
    "case_view",
    "case_views",
    "count_audit_lines",
    "count_open",
    "enter_case",
    "entries_of_act",
    "faces_of",
    "get_act",
    "get_looked",
    "my_reports_page",
    "open_case_of",
    "queue_page",
    "record_of",
    "site_page",
    "wrong_audit",
]
