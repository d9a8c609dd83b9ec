"""What is found, split by noun."""

from circle.search.queries.documents import SEARCHED, count_findable, documents_of, findable
from circle.search.queries.similar import Similar, similar_questions
from circle.search.queries.waiting import (
    ENOUGH_FOR_WHOOSH,
    Stretch,
    count_waiting,
    next_waiting,
    read_through,
    stretches,
    waiting_among,
)

__all__ = [
    "ENOUGH_FOR_WHOOSH",
    "SEARCHED",
    "Similar",
    "Stretch",
    "count_findable",
    "count_waiting",
    "documents_of",
    "findable",
    "next_waiting",
    "read_through",
    "similar_questions",
    "stretches",
    "waiting_among",
]
