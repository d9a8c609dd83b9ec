"""Writing down what became of an answer, for its history."""

from datetime import datetime

from circle.core import clock
from circle.core.db import session
from circle.qa.models import Answer, AnswerTurn


def note_turn(answer: Answer, kind: str, at: datetime | None = None) -> None:
    """Keep that it was accepted, is so no longer, or lost its badge to time or to doubts."""
    session().add(
        AnswerTurn(
            answer_id=answer.entry_id, circle_id=answer.circle_id, kind=kind, at=at or clock.now()
        )
    )  # fmt: skip
