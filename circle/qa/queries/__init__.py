"""Reads of questions and answers, split by noun."""

from circle.qa.queries.questions import (
    Answered,
    Asked,
    best_answer,
    count_answers,
    find_question,
    get_answer,
    get_question,
    held_by,
)

__all__ = [
    "Answered",
    "Asked",
    "best_answer",
    "count_answers",
    "find_question",
    "get_answer",
    "get_question",
    "held_by",
]
