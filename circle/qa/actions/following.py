"""What follows for a question when its entry or an answer changes; called by reactions."""

from datetime import datetime

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.events import QuestionPut
from circle.qa import queries
from circle.qa.actions.bounties import end_bounty, leave_bounty
from circle.qa.models import Question


@action
def begin_wait(entry_id: int, at: datetime) -> None:
    """Its wait for an answer begins now, when others can see it; so do the days of its bounty."""
    question = queries.find_question(entry_id, lock=True)
    if question is not None:
        question.show(at)
        say_whom_it_is_put_to(question)


def say_whom_it_is_put_to(question: Question) -> None:
    """Announce to whom a question that can be seen was put by name, if to anybody."""
    if question.asked_of is not None:
        emit(QuestionPut(question.circle_id, question.entry_id, question.asked_of))


@action
def count_answers(
    question_id: int, *, at: datetime | None = None
) -> None:
    """Count the answers on show anew, and whether one is a guest's; the first ends the wait."""
    found = _locked(question_id)
    if found is None:
        return
    entry, question = found
    session().flush()
    entry.answers_count = queries.count_answers(question_id)
    question.unanswered = entry.answers_count == 0
    question.first_answer_at = question.first_answer_at or at
    question.guest_answered = queries.has_guests_answer(question_id)


@action
def forget_notes(question_id: int) -> None:
    """Its words are gone: so is why it was closed, and what staff noted when they passed it on."""
    found = _locked(question_id)
    if found is not None:
        found[1].close_reason = found[1].assigned_note = ""


@action
def suspend_answer(question_id: int) -> None:
    """The accepted answer went out of sight: nothing settles the question.

    What readers said of the answer stays with it: hiding confirms nothing.
    """
    found = _locked(question_id)
    if found is not None:
        found[1].suspend()


@action
def resume_answer(question_id: int, answer_id: int) -> None:
    """The answer that was accepted is back: it settles the question, unless another did since.

    When the choice stands, and whether it holds, is as it was before: who doubted it still does.
    """
    found = _locked(question_id)
    if found is None or found[1].suspended_id != answer_id:
        return
    found[1].resume()  # what was paid before is not again


@action
def end_bounty_of(question_id: int) -> None:
    """Its asker left for good and can accept nothing: it ends as if its time were over."""
    found = _locked(question_id)
    if found is not None:
        end_bounty(found[1], found[0])


@action
def leave_bounty_of(question_id: int) -> None:
    """Its asker took it away: whoever answered it keeps what may come of that."""
    found = _locked(question_id)
    if found is not None:
        leave_bounty(found[1], found[0])


@action
def return_bounty_of(question_id: int) -> None:
    """It was never shown: all goes back."""
    found = _locked(question_id)
    if found is not None:
        end_bounty(found[1], found[0], share=False)


def _locked(question_id: int) -> tuple[Entry, Question] | None:
    entry = session().scalar(lock_row(select(Entry).where(Entry.id == question_id)))
    question = queries.find_question(question_id, lock=True)
    return None if entry is None or question is None else (entry, question)
