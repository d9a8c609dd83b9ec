"""What was said about whether an accepted answer still holds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.qa.models import AnswerCheck
from circle.qa.queries.questions import Answered, get_answer


def checks_page(
    actor: Actor, answer_id: int, *, cursor: str | None = None, limit: int = PAGE
) -> Page[dict[str, Any]]:
    """The history of an answer's checks, newest first; named is only who confirmed it.

    Who asked anonymously is not named even then.
    """
    answered = get_answer(actor, answer_id)
    asked = answered.asked
    require(asked.here, content_policy.can_read(asked.here, asked.entry, asked.circle))
    statement = select(AnswerCheck).where(AnswerCheck.answer_id == answer_id)
    ordered = after(statement, (AnswerCheck.id, AnswerCheck.id), cursor)
    rows = session().scalars(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (row.id, row.id))
    return page.map(lambda kept: _told(answered, kept))


def own_checks(user_id: int) -> list[dict[str, Any]]:
    """What a person said about answers, for their own export."""
    rows = session().scalars(
        select(AnswerCheck).where(AnswerCheck.user_id == user_id).order_by(AnswerCheck.id)
    )
    return [{"answer": row.answer_id, "verdict": row.verdict, "at": row.at} for row in rows]


def _told(answered: Answered, kept: Sequence[AnswerCheck]) -> list[dict[str, Any]]:
    asked = answered.asked
    secret = asked.entry.author_id if asked.entry.anonymous else None
    named = {row.user_id for row in kept if row.verdict == "confirmed"} - {secret}
    faces = circles.faces(asked.circle.id, named)
    return [
        {
            "verdict": row.verdict, "at": row.at,
            "author": content.author_view(
                faces.get(row.user_id) if row.verdict == "confirmed" else None
            ),
        }
        for row in kept
    ]  # fmt: skip
