"""The terms of questions' titles, written anew whenever a title is another one."""

from collections.abc import Iterable

from sqlalchemy import case, delete, select

from circle.content.models import Entry
from circle.core.db import action, insert_into, session
from circle.core.jobs import enqueue
from circle.search.models import ALL, QuestionTerm, TermCount
from circle.search.text import terms_of

INDEXED_AT_ONCE = 500


@action
def index_question(entry_id: int) -> None:
    """Make a question findable by its title as it is now; other entries are left alone."""
    entry = session().get(Entry, entry_id, populate_existing=True)
    if entry is not None and entry.kind == "question":
        _write(entry)


@action
def index_questions_soon(circle_id: int) -> None:
    """Many questions came at once, of which nobody is told: the worker looks at all there are."""
    enqueue(
        "search.index_questions", {"circle_id": circle_id},
        key=f"search.index_questions:{circle_id}",
    )  # fmt: skip


@action
def index_circle(circle_id: int, after_id: int) -> int:
    """Index a batch of a circle's questions by id; answers the last one, 0 when all are done."""
    entries = session().scalars(
        select(Entry)
        .where(Entry.circle_id == circle_id, Entry.kind == "question", Entry.id > after_id)
        .order_by(Entry.id)
        .limit(INDEXED_AT_ONCE)
    ).all()
    for entry in entries:
        _write(entry)
    return entries[-1].id if len(entries) == INDEXED_AT_ONCE else 0


def _is_kept(entry: Entry) -> bool:
    return entry.status != "removed" and entry.forgotten_at is None


def _write(entry: Entry) -> None:
    now = {ALL, *terms_of(entry.title)} if _is_kept(entry) else set()
    before = set(
        session().scalars(
            select(QuestionTerm.term).where(
                QuestionTerm.circle_id == entry.circle_id, QuestionTerm.entry_id == entry.id
            )
        )
    )  # fmt: skip
    _count(entry.circle_id, _let_go(entry, before - now), -1)
    _count(entry.circle_id, _take_in(entry, now - before), 1)


def _let_go(entry: Entry, terms: set[str]) -> list[str]:
    """Of two who write one title at once each counts what it took away itself."""
    if not terms:
        return []
    gone = (
        delete(QuestionTerm)
        .where(
            QuestionTerm.circle_id == entry.circle_id, QuestionTerm.entry_id == entry.id,
            QuestionTerm.term.in_(terms),
        )
        .returning(QuestionTerm.term)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return sorted(session().scalars(gone))


def _take_in(entry: Entry, terms: set[str]) -> list[str]:
    """The same of what it put there."""
    if not terms:
        return []
    rows = [
        {"circle_id": entry.circle_id, "term": term, "entry_id": entry.id} for term in sorted(terms)
    ]
    added = (
        insert_into(QuestionTerm)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(QuestionTerm.term)
    )
    return sorted(session().scalars(added))


def _count(circle_id: int, terms: Iterable[str], by: int) -> None:
    rows = [{"circle_id": circle_id, "term": term, "count": max(0, by)} for term in terms]
    if not rows:
        return
    now = TermCount.count + by
    session().execute(
        insert_into(TermCount)
        .values(rows)
        .on_conflict_do_update(
            index_elements=[TermCount.circle_id, TermCount.term],
            set_={"count": case((now > 0, now), else_=0)},
        )
    )
