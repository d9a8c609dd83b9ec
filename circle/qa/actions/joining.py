"""Joining a question instead of asking it again, and asking it after all."""

from sqlalchemy import delete, select

from circle.circles.models import Circle
from circle.content.actions import react, unreact
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, lock_row, session
from circle.core.policy import require
from circle.events import QuestionJoined, QuestionLeft
from circle.qa import policy, queries
from circle.qa.models import AvoidedRepeat, Question
from circle.qa.queries import Asked
from circle.search import queries as search


@action
def join_question(actor: Actor, entry_id: int, *, shown: str = "") -> Entry:
    """Members wonder the same, once; where it was shown to them while they typed (`shown` proves
    that), a repeat was avoided: one, however many of those shown they join."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_join(asked.here, asked.entry, asked.circle))
    if react(asked.here, asked.entry, "me_too"):
        emit(QuestionJoined(asked.circle.id, entry_id, asked.here.user_id or 0))
    if _spares_one(asked, shown) and _note_avoided(asked):
        asked.question.avoided += 1
    return asked.entry


@action
def unjoin_question(actor: Actor, entry_id: int) -> Entry:
    """They don't wonder any more; what joining spared is spared no longer."""
    asked = queries.get_question(actor, entry_id, lock=True)
    if asked.here.user_id is not None:
        if unreact(asked.here, asked.entry, "me_too"):
            emit(QuestionLeft(asked.circle.id, entry_id, asked.here.user_id))
        _take_back(asked.question, asked.here.user_id)
    return asked.entry


@action
def ask_after_all(here: Actor, circle: Circle, title: str) -> None:
    """Who asks the same a little later spared nobody anything: what they joined counts no repeat.

    Asked before anything of the new question is written: other questions are locked first, before
    points are paid.
    """
    asker = here.user_id or 0
    lately = queries.avoided_lately(circle.id, asker, queries.ASKED_AFTER_ALL)
    if not lately:
        return
    near = [ident for ident, other in lately.items() if search.is_alike(title, other)]
    joined = select(Question).where(Question.entry_id.in_(near))
    for question in session().scalars(lock_row(joined.order_by(Question.entry_id))):
        _take_back(question, asker)


def _spares_one(asked: Asked, shown: str) -> bool:
    reader = asked.here.user_id
    if not reader or not shown or not queries.was_shown(reader, asked.entry.id, shown):
        return False
    return not queries.avoided_lately(asked.circle.id, reader, queries.ONE_WRITING)


def _note_avoided(asked: Asked) -> bool:
    added = session().execute(
        insert_into(AvoidedRepeat)
        .values(
            question_id=asked.entry.id, user_id=asked.here.user_id, circle_id=asked.circle.id,
            at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(AvoidedRepeat.user_id)
    )  # fmt: skip
    return added.first() is not None


def _take_back(question: Question, user_id: int) -> None:
    if _forget_avoided(question.entry_id, user_id):
        question.avoided = max(0, question.avoided - 1)


def _forget_avoided(entry_id: int, user_id: int) -> bool:
    gone = session().execute(
        delete(AvoidedRepeat)
        .where(AvoidedRepeat.question_id == entry_id, AvoidedRepeat.user_id == user_id)
        .returning(AvoidedRepeat.user_id)
        .execution_options(synchronize_session=False)
    )
    return gone.first() is not None
