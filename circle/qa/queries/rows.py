"""The narrow row of a question in a list."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, cast, select
from sqlalchemy.orm import aliased

from circle.content.models import Entry
from circle.content.policy import author_shown
from circle.core.actor import Actor
from circle.core.db import session
from circle.qa.models import Answer, Question

HELD = "questions.bounty_state = 'held'"
OPEN = "questions.state = 'open'"  # a bounty of a closed question is for who answered before

_accepted = aliased(Entry)
COLUMNS = (
    Entry.id, Entry.kind, Entry.author_id, Entry.anonymous, Entry.title, Entry.excerpt,
    cast(Entry.card, Text).label("card"), cast(Entry.tags, Text).label("tags"),
    Entry.answers_count, Entry.comments_count, Entry.likes_count, Entry.bookmarks_count,
    Entry.me_too_count, Entry.pinned_until, Entry.announcement, Entry.featured_at, Entry.edited_at,
    Entry.published_at, Entry.ip_region, Entry.ai_statement, Entry.status, Entry.circle_id,
    Question.state, Question.unanswered, Question.asked_at, Question.asked_of, Question.bounty,
    Question.bounty_state, Question.bounty_until, Question.guest_answered, Question.accepted_id,
    Question.official_id, Question.resolved_at, Question.duplicate_of, Question.assigned_to,
    Question.assigned_due,
    _accepted.excerpt.label("accepted_line"), _accepted.author_id.label("accepted_by"),
    _accepted.anonymous.label("accepted_unnamed"), Answer.stale_since,
)  # fmt: skip


def rows_of(ids: Iterable[int]) -> dict[int, Any]:
    """The rows of these questions that stand in a list, by id, with what settled them."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session().execute(_by_ids(), {"ids": wanted}).all()
    return {row.id: row for row in rows}


def people_shown(rows: Iterable[Any], actor: Actor) -> set[int]:
    """The user ids of those named on these questions: who asked, unless anonymous, and whom."""
    named = {author for row in rows if (author := author_shown(row, actor)) is not None}
    return named | {row.asked_of for row in rows if row.asked_of is not None}


@lru_cache(maxsize=1)
def _by_ids() -> Select[Any]:
    settled = and_(
        _accepted.id == Question.accepted_id, _accepted.status == "published"
    )
    statement: Any = (
        select(*COLUMNS)
        .join(Question, Question.entry_id == Entry.id)
        .join(_accepted, settled, isouter=True)
        .join(Answer, Answer.entry_id == _accepted.id, isouter=True)
        .where(Entry.id.in_(bindparam("ids", expanding=True)), Entry.lane.is_not(None))
    )
    found: Select[Any] = statement
    return found
