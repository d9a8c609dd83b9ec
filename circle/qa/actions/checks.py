"""Living answers: whether what was accepted still holds."""

from sqlalchemy import ColumnElement, exists, func, select

from circle.circles import actions as circles
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import AnswerConfirmed, AnswerWentStale
from circle.qa import policy, queries
from circle.qa.actions.turns import note_turn
from circle.qa.models import Answer, AnswerCheck, Question
from circle.qa.queries import Answered

STALE_AT_ONCE = 200


@action
def check_answer(actor: Actor, answer_id: int, verdict: str) -> Answered:
    """A member says an accepted answer is still true, or no longer; one voice each, changeable."""
    answered = queries.get_answer(actor, answer_id, lock=True)
    here, answer = answered.asked.here, answered.answer
    require(here, policy.can_check(here, answered.entry, answered.asked.circle))
    _require_accepted(answered)
    was_stale, said = answer.is_stale, _voice(answer, here)
    if said is not None and said.verdict == verdict:
        return answered
    if said is not None:
        answer.count_check(said.verdict, -1)
        said.verdict, said.at = verdict, clock.now()
    else:
        session().add(
            AnswerCheck(
                answer_id=answer_id, circle_id=answer.circle_id, user_id=here.user_id,
                round=_round(answer_id), verdict=verdict,
            )
        )  # fmt: skip
    answer.count_check(verdict, 1)
    circles.mark_changed(answer.circle_id)
    if answer.is_stale and not was_stale:
        note_turn(answer, "doubted")
        _tell_stale(answer)
    return answered


@action
def confirm_answer(actor: Actor, answer_id: int) -> Answered:
    """Who knows says it holds: it gets its badge back and is asked again in half a year.

    Once each in that time: said again it changes nothing, and where readers doubt it since, it is
    somebody else's turn, unless it was edited; staff may look again at what others wrote.
    """
    answered = queries.get_answer(actor, answer_id, lock=True)
    asked = answered.asked
    require(
        asked.here, policy.can_confirm(asked.here, asked.entry, answered.entry, asked.circle)
    )
    _require_accepted(answered)
    if queries.confirmed_lately(asked.here.user_id, [answer_id]):
        if not answered.answer.is_stale:
            return answered
        require(asked.here, policy.can_confirm_again(asked.here, answered.entry))
    session().add(
        AnswerCheck(
            answer_id=answer_id, circle_id=asked.circle.id, user_id=asked.here.user_id,
            round=-1 - _confirmations(answer_id), verdict="confirmed",
        )
    )  # fmt: skip
    answered.answer.confirm()
    circles.mark_changed(asked.circle.id)
    emit(AnswerConfirmed(asked.circle.id, asked.entry.id, answer_id))
    return answered


@action
def let_go_stale() -> int:
    """Accepted answers whose review is due lose their badge until somebody confirms them."""
    due = session().scalars(
        lock_row(
            select(Answer)
            .where(Answer.review_at <= clock.now(), Answer.stale_since.is_(None), _settles())
            .order_by(Answer.review_at, Answer.entry_id)
            .limit(STALE_AT_ONCE)
        )
    ).all()  # fmt: skip
    for answer in due:
        answer.stale_since, answer.review_at = clock.now(), None
        note_turn(answer, "due")
        circles.mark_changed(answer.circle_id)
        _tell_stale(answer)
    return len(due)


def _settles() -> ColumnElement[bool]:
    """It is the one its question is settled with, and not out of sight for the time being."""
    return exists().where(
        Question.entry_id == Answer.question_id, Question.accepted_id == Answer.entry_id
    )


def _require_accepted(answered: Answered) -> None:
    if answered.asked.question.accepted_id != answered.entry.id:
        raise Conflict(lazy("Only an accepted answer is kept up to date"), code="not_accepted")


def _voice(answer: Answer, here: Actor) -> AnswerCheck | None:
    if here.user_id is None:
        raise Invalid(lazy("Sign in to say so"))
    return session().scalar(
        select(AnswerCheck).where(
            AnswerCheck.answer_id == answer.entry_id, AnswerCheck.user_id == here.user_id,
            AnswerCheck.round == _round(answer.entry_id),
        )
    )  # fmt: skip


def _round(answer_id: int) -> int:
    """Voices count since the last confirmation: each begins a round."""
    return _confirmations(answer_id)


def _confirmations(answer_id: int) -> int:
    return session().scalar(
        select(func.count()).where(
            AnswerCheck.answer_id == answer_id, AnswerCheck.verdict == "confirmed"
        )
    ) or 0  # fmt: skip


def _tell_stale(answer: Answer) -> None:
    emit(AnswerWentStale(answer.circle_id, answer.question_id, answer.entry_id))
