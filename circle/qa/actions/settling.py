"""Settling by itself what could not be settled with the others."""

from circle.core import clock
from circle.core.db import action
from circle.core.jobs import enqueue
from circle.qa import queries
from circle.qa.actions.answers import settle_choice
from circle.qa.actions.bounties import expire_bounty


@action
def set_aside(entry_id: int) -> None:
    """What cannot be settled leaves the row, so that it stops nobody, and is tried by itself."""
    question = queries.find_question(entry_id, lock=True)
    if question is not None and question.set_aside_at is None:
        question.set_aside_at = clock.now()
        enqueue("qa.settle_one", {"id": entry_id}, key=str(entry_id))


@action
def settle_again(entry_id: int) -> None:
    """Try once more what was set aside: its bounty, and the choice that stands."""
    expire_bounty(entry_id)
    settle_choice(entry_id)
    question = queries.find_question(entry_id, lock=True)
    if question is not None:
        question.set_aside_at = None
