"""Questions that were asked and answered elsewhere: brought in with what settled them."""

from collections.abc import Sequence
from dataclasses import dataclass

from circle.circles.models import Circle
from circle.content.actions import write_under
from circle.content.models import Entry
from circle.content.schemas import NewEntry
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.qa.actions.turns import note_turn
from circle.qa.models import Answer, Question


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer that was given elsewhere."""

    new: NewEntry
    accepted: bool = False


@action
def bring_question(
    here: Actor, circle: Circle, new: NewEntry, answers: Sequence[Brought]
) -> Entry:
    """The system keeps a question with its answers; the first accepted one settled it.

    Nobody is told, nothing is earned or paid for it, and the choice stands.
    """
    entry = write_under(here, circle, None, new)
    asked_at = entry.published_at or entry.created_at
    question = Question(
        entry_id=entry.id, circle_id=circle.id, asked_at=asked_at, bounty=0, bounty_state="none",
        state="open", unanswered=not answers, guest_answered=False, avoided=0,
    )  # fmt: skip
    session().add(question)
    session().flush()
    for one in answers:
        _bring_answer(here, circle, (entry, question), one)
    entry.answers_count = len(answers)
    return entry


def _bring_answer(
    here: Actor, circle: Circle, asked: tuple[Entry, Question], one: Brought
) -> None:
    entry, question = asked
    given = write_under(here, circle, entry, one.new)
    answer = Answer(
        entry_id=given.id, question_id=entry.id, circle_id=circle.id, still_true=0, no_longer=0
    )
    session().add(answer)
    at = given.published_at or given.created_at
    question.first_answer_at = min(question.first_answer_at or at, at)
    if one.accepted and question.accepted_id is None:
        question.accepted_id, question.accepted_at, question.state = given.id, at, "answered"
        question.chosen_at = at
        note_turn(answer, "accepted", at)
        answer.watch()  # it was settled long ago; whether it holds is asked from now on
