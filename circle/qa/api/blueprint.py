"""The part of /api/v1 that questions and answers are registered on, and what they share."""

from typing import Any

from circle.core.api import Blueprint
from circle.core.web import visitor
from circle.qa import queries

blp = Blueprint("qa_api", __name__, url_prefix="/api/v1", description="Questions and answers")


def question_now(entry_id: int) -> dict[str, Any]:
    """A question as who just changed it sees it."""
    return queries.question_view(queries.get_question(visitor(), entry_id))


def answer_now(answer_id: int) -> dict[str, Any]:
    """An answer as who just changed it sees it."""
    found = queries.get_answer(visitor(), answer_id)
    return queries.answer_view(found.asked, found.entry, found.answer)

