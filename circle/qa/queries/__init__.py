"""Reads of questions and answers, split by noun."""

from circle.qa.queries.answers import answers_page
from circle.qa.queries.checks import checks_page, own_checks
from circle.qa.queries.items import QuestionItem, question_items
from circle.qa.queries.linked import (
    Linked,
    QuestionLine,
    alike_questions,
    asked_again,
    linked_questions,
    shows_questions,
)
from circle.qa.queries.lists import questions_page
from circle.qa.queries.own import own_answers, own_questions
from circle.qa.queries.questions import (
    Answered,
    Asked,
    best_answers,
    count_answers,
    count_avoided,
    due_bounties,
    due_choices,
    find_question,
    get_answer,
    get_question,
    has_guests_answer,
    held_by,
    is_answered_by_others,
    is_gone,
)
from circle.qa.queries.queue import (
    Queue,
    asked_by_name,
    colleagues,
    waiting_queue,
)
from circle.qa.queries.reveals import (
    Looked,
    get_revealed,
    get_unnamed,
    reveals_page,
)
from circle.qa.queries.shapes import (
    answer_can,
    answer_view,
    answer_views,
    question_can,
    question_view,
    question_views,
    waiting_hours,
)
from circle.qa.queries.tags import asked_tags

__all__ = [
    "Answered",
    "Asked",
    "Linked",
    "Looked",
    "QuestionItem",
    "QuestionLine",
    "Queue",
    "alike_questions",
    "answer_can",
    "answer_view",
    "answer_views",
    "answers_page",
    "asked_again",
    "asked_by_name",
    "asked_tags",
    "best_answers",
    "checks_page",
    "colleagues",
    "count_answers",
    "count_avoided",
    "due_bounties",
    "due_choices",
    "find_question",
    "get_answer",
    "get_question",
    "get_revealed",
    "get_unnamed",
    "has_guests_answer",
    "held_by",
    "is_answered_by_others",
    "is_gone",
    "linked_questions",
    "own_answers",
    "own_checks",
    "own_questions",
    "question_can",
    "question_items",
    "question_view",
    "question_views",
    "questions_page",
    "reveals_page",
    "shows_questions",
    "waiting_hours",
    "waiting_queue",
]  # fmt: skip
