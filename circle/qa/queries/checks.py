"""What was said about whether an accepted answer still holds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, literal, or_, select, union_all

from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.qa import policy
from circle.qa.models import REVIEW_AFTER, AnswerCheck, AnswerTurn
from circle.qa.queries.questions import Answered, get_answer


def checks_page(
    actor: Actor, answer_id: int, *, cursor: str | None = None, limit: int = PAGE
) -> Page[dict[str, Any]]:
    """The history of an answer: what was said of it and what became of it, newest first.

    Named is only who confirmed it; who asked anonymously is not named even then.
    """
    answered = get_answer(actor, answer_id)
    asked = answered.asked
    require(asked.here, content_policy.can_read(asked.here, asked.entry, asked.circle))
    told = _history(answer_id)
    rows = session().execute(
        after(select(told), (told.c.at, told.c.place), cursor).limit(limit + 1)
    ).all()  # fmt: skip
    page = cut(rows, limit, lambda row: (row.at, row.place))
    return page.map(lambda kept: _told(answered, kept))


def confirmed_lately(user_id: int | None, answer_ids: Sequence[int]) -> frozenset[int]:
    """Of these answers, what somebody confirmed within half a year and that stands as it stood."""
    found = session().scalars(
        select(AnswerCheck.answer_id)
        .join(Entry, Entry.id == AnswerCheck.answer_id)
        .where(AnswerCheck.answer_id.in_(answer_ids), AnswerCheck.user_id == user_id)
        .where(AnswerCheck.verdict == "confirmed", AnswerCheck.at > clock.now() - REVIEW_AFTER)
        .where(or_(Entry.edited_at.is_(None), Entry.edited_at <= AnswerCheck.at))
    )
    return frozenset(found)


def left_to_others(here: Actor, answers: Sequence[Entry]) -> frozenset[int]:
    """Of these answers, whose doubts somebody else settles: who reads has confirmed them lately."""
    bound = [one.id for one in answers if not policy.can_confirm_again(here, one)]
    return confirmed_lately(here.user_id, bound) if bound else frozenset()


def own_checks(user_id: int) -> list[dict[str, Any]]:
    """What a person said about answers, for their own export."""
    rows = session().scalars(
        select(AnswerCheck).where(AnswerCheck.user_id == user_id).order_by(AnswerCheck.id)
    )
    return [{"answer": row.answer_id, "verdict": row.verdict, "at": row.at} for row in rows]


def _history(answer_id: int) -> Any:
    """Voices and turns in one list; each has a place of its own among those of one moment."""
    said = select(
        AnswerCheck.at.label("at"), (AnswerCheck.id * 2).label("place"),
        AnswerCheck.verdict.label("verdict"), AnswerCheck.user_id.label("user_id"),
    ).where(AnswerCheck.answer_id == answer_id)
    turned = select(
        AnswerTurn.at, AnswerTurn.id * 2 + 1, AnswerTurn.kind, literal(None, BigInteger())
    ).where(AnswerTurn.answer_id == answer_id)
    return union_all(said, turned).subquery()


def _told(answered: Answered, kept: Sequence[Any]) -> list[dict[str, Any]]:
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
