"""What is found, split by noun."""

from circle.search.queries.archive import Month, month_page, months_page, read_month
from circle.search.queries.documents import SEARCHED, count_findable, documents_of, findable
from circle.search.queries.find import (
    Result,
    Results,
    related_to,
    search_circle,
    search_everywhere,
)
from circle.search.queries.missed import MISSED_DAYS, Missed, missed_searches
from circle.search.queries.names import Names, TagName, hot_tags
from circle.search.queries.shapes import names_view, results_view
from circle.search.queries.similar import Similar, is_alike, similar_questions
from circle.search.queries.waiting import (
    ENOUGH_FOR_WHOOSH,
    Stretch,
    count_waiting,
    is_emptied,
    next_waiting,
    read_through,
    stretches,
    waiting_among,
)

__all__ = [
    "ENOUGH_FOR_WHOOSH",
    "MISSED_DAYS",
    "SEARCHED",
    "Missed",
    "Month",
    "Names",
    "Result",
    "Results",
    "Similar",
    "Stretch",
    "TagName",
    "count_findable",
    "count_waiting",
    "documents_of",
    "findable",
    "hot_tags",
    "is_alike",
    "is_emptied",
    "missed_searches",
    "month_page",
    "months_page",
    "names_view",
    "next_waiting",
    "read_month",
    "read_through",
    "related_to",
    "results_view",
    "search_circle",
    "search_everywhere",
    "similar_questions",
    "stretches",
    "waiting_among",
]
