"""One question or answer, with what belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from circle.accounts.models import User
from circle.circles.models import Circle
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.qa.models import BOUNTY_GRACE, Answer, Question
from circle.qa.policy import ELIGIBLE_VOTES

SHARING = 20  # answers looked at for one that may share


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its entry, what makes it one, its circle, and the actor placed there."""

    entry: Entry
    question: Question
    circle: Circle
    here: Actor


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its question."""

    asked: Asked
    entry: Entry
    answer: Answer


def get_question(actor: Actor, entry_id: int, *, lock: bool = False) -> Asked:
    """A question; NotFound for what the actor may not see and for entries of another kind."""
    if not lock:
        (entry, circle, here), question = content.get_with_part(actor, entry_id, Question)
        return Asked(entry, question, circle, here)
    entry, circle, here = content.get_entry(actor, entry_id, lock=True)
    question = find_question(entry_id, lock=True)
    if question is None:
        raise NotFound
    return Asked(entry, question, circle, here)


def get_answer(actor: Actor, answer_id: int, *, lock: bool = False) -> Answered:
    """An answer and its question, the question locked first."""
    place = session().scalar(select(Answer.question_id).where(Answer.entry_id == answer_id))
    if place is None:
        raise NotFound
    asked = get_question(actor, place, lock=lock)
    entry, _, _ = content.get_entry(actor, answer_id, lock=lock)
    statement = select(Answer).where(Answer.entry_id == answer_id)
    answer = session().scalar(lock_row(statement) if lock else statement)
    if answer is None:
        raise NotFound
    return Answered(asked, entry, answer)


def find_question(entry_id: int, *, lock: bool = False) -> Question | None:
    """What makes an entry a question, for reactions and jobs; None for other entries."""
    statement = select(Question).where(Question.entry_id == entry_id)
    found: Question | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def count_answers(question_id: int) -> int:
    """Answers anybody can see."""
    return session().scalar(
        select(func.count()).where(
            Entry.parent_id == question_id, Entry.kind == "answer", Entry.status == "published"
        )
    ) or 0  # fmt: skip


def has_guests_answer(question_id: int) -> bool:
    """Whether an answer on show is signed by somebody who was a guest when writing it."""
    found = session().execute(
        select(Answer.entry_id)
        .join(Entry, Entry.id == Answer.entry_id)
        .where(Answer.question_id == question_id, Answer.by_guest, Entry.status == "published")
        .limit(1)
    )
    return found.first() is not None


def where_duplicates_lead(questions: Iterable[Question]) -> Mapping[int, int]:
    """Of duplicates among these, where each leads: the last of its chain that is on show, if any.

    What one leads to may have become a duplicate as well. A query for each length of a chain.
    """
    leads = {one.entry_id: one.duplicate_of for one in questions}
    known: dict[int, tuple[bool, int | None]] = {}  # whether it is on show, and what is beyond it
    further = {end for end in leads.values() if end is not None}
    while further:
        rows = session().execute(
            select(Question.entry_id, Question.duplicate_of, content.shown().label("shown"))
            .join(Entry, Entry.id == Question.entry_id)
            .where(Question.entry_id.in_(further))
        )  # fmt: skip
        found = {row.entry_id: (bool(row.shown), row.duplicate_of) for row in rows}
        known |= found
        further = {end for _, end in found.values() if end is not None} - known.keys()
    return {ident: end for ident, lead in leads.items() if (end := _last_shown(lead, known))}


def _last_shown(
    lead: int | None, known: Mapping[int, tuple[bool, int | None]]
) -> int | None:
    passed: dict[int, bool] = {}
    while lead is not None and lead not in passed:
        passed[lead], lead = known[lead]
    return next((ident for ident, shown in reversed(passed.items()) if shown), None)


def best_answers(entry: Entry) -> Sequence[Entry]:
    """Answers that may share in a bounty nobody settled: most helpful, then the earliest.

    At least ELIGIBLE_VOTES helpful votes, on show, by somebody else whose account is open.
    """
    return session().scalars(
        select(Entry)
        .join(User, User.id == Entry.author_id)
        .where(Entry.parent_id == entry.id, Entry.kind == "answer", Entry.status == "published")
        .where(Entry.author_id != entry.author_id, Entry.helpful_count >= ELIGIBLE_VOTES)
        .where(User.closed_at.is_(None))
        .order_by(Entry.helpful_count.desc(), Entry.published_at, Entry.id)
        .limit(SHARING)
    ).all()  # fmt: skip


def is_gone(user_id: int) -> bool:
    """Whether an account was closed: nobody can be paid. It stays as it is until commit."""
    found = session().execute(
        select(User.closed_at).where(User.id == user_id).with_for_update(read=True)
    ).first()  # fmt: skip
    return found is None or found.closed_at is not None


def is_answered_by_others(entry: Entry) -> bool:
    """Whether an answer is on show by somebody else who could be paid for it."""
    found = session().execute(
        select(Entry.id)
        .join(User, User.id == Entry.author_id)
        .where(Entry.parent_id == entry.id, Entry.kind == "answer", Entry.status == "published")
        .where(Entry.author_id != entry.author_id, User.closed_at.is_(None))
        .limit(1)
    )
    return found.first() is not None


def due_bounties(limit: int) -> Sequence[int]:
    """Questions whose bounty's days and grace are over, the longest due first."""
    return session().scalars(
        select(Question.entry_id)
        .where(Question.bounty_state == "held", Question.bounty_until <= clock.now() - BOUNTY_GRACE)
        .where(Question.set_aside_at.is_(None))
        .order_by(Question.bounty_until, Question.entry_id)
        .limit(limit)
    ).all()  # fmt: skip


def due_choices(limit: int) -> Sequence[int]:
    """Questions on show whose choice can no longer change and is not paid, longest due first."""
    return session().scalars(
        select(Question.entry_id)
        .join(Entry, Entry.id == Question.entry_id)
        .where(Question.settles_at <= clock.now(), Question.set_aside_at.is_(None))
        .where(Entry.status == "published")
        .order_by(Question.settles_at, Question.entry_id)
        .limit(limit)
    ).all()


def held_by(user_id: int) -> Sequence[int]:
    """Questions of somebody whose bounty is still set aside, by id."""
    return session().scalars(
        select(Question.entry_id)
        .join(Entry, Entry.id == Question.entry_id)
        .where(Entry.author_id == user_id, Question.bounty_state == "held")
        .order_by(Question.entry_id)
    ).all()  # fmt: skip
