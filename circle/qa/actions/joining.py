"""Joining a question instead of asking it again."""

from circle.content.actions import react, unreact
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.policy import require
from circle.events import QuestionJoined
from circle.qa import policy, queries
from circle.qa.models import AvoidedRepeat


@action
def join_question(actor: Actor, entry_id: int, *, instead: bool = False) -> Entry:
    """Members wonder the same, once; `instead` when they were about to ask it again."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_join(asked.here, asked.entry, asked.circle))
    joined = react(asked.here, asked.entry, "me_too")
    if joined:
        emit(QuestionJoined(asked.circle.id, entry_id, asked.here.user_id or 0))
    if instead and _note_avoided(entry_id, asked.here.user_id or 0, asked.circle.id):
        asked.question.avoided += 1
    return asked.entry


@action
def unjoin_question(actor: Actor, entry_id: int) -> Entry:
    """They don't wonder any more."""
    asked = queries.get_question(actor, entry_id, lock=True)
    if asked.here.user_id is not None:
        unreact(asked.here, asked.entry, "me_too")
    return asked.entry


def _note_avoided(entry_id: int, user_id: int, circle_id: int) -> bool:
    added = session().execute(
        insert_into(AvoidedRepeat)
        .values(question_id=entry_id, user_id=user_id, circle_id=circle_id, at=clock.now())
        .on_conflict_do_nothing()
        .returning(AvoidedRepeat.user_id)
    )
    return added.first() is not None
