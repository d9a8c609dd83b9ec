"""A person's own questions and answers, for their own export."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from circle.content.models import Entry
from circle.core.db import session
from circle.qa.models import Answer, AvoidedRepeat, Question

BATCH = 500


def own_questions(user_id: int) -> Iterator[dict[str, Any]]:
    """What became of what somebody asked, and which questions they joined instead of asking."""
    rows = session().scalars(
        select(Question)
        .join(Entry, Entry.id == Question.entry_id)
        .where(Entry.author_id == user_id, Entry.author_state != "removed")
        .order_by(Question.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            "entry": row.entry_id, "state": row.state, "accepted_answer": row.accepted_id,
            "bounty": row.bounty, "bounty_state": row.bounty_state,
            "bounty_until": row.bounty_ends_at, "close_reason": row.close_reason,
            "duplicate_of": row.duplicate_of,
        }  # fmt: skip
    joined = session().execute(
        select(AvoidedRepeat.question_id, AvoidedRepeat.at)
        .where(AvoidedRepeat.user_id == user_id)
        .order_by(AvoidedRepeat.question_id)
    )
    for question_id, at in joined:
        yield {"joined_instead_of_asking": question_id, "at": at}


def own_answers(user_id: int) -> Iterator[dict[str, Any]]:
    """What became of what somebody answered."""
    rows = session().execute(
        select(Answer, Question.accepted_id, Entry.helpful_count)
        .join(Entry, Entry.id == Answer.entry_id)
        .join(Question, Question.entry_id == Answer.question_id)
        .where(Entry.author_id == user_id, Entry.author_state != "removed")
        .order_by(Answer.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for answer, accepted_id, helpful in rows:
        yield {
            "entry": answer.entry_id, "question": answer.question_id,
            "accepted": accepted_id == answer.entry_id, "helpful": helpful,
            "stale_since": answer.stale_since,
        }  # fmt: skip
