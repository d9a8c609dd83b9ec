"""Answering, finding answers helpful, and settling a question."""

from datetime import datetime

from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.policy import Role
from circle.content import queries as content
from circle.content.actions import edit_entry, react, unreact, write_under
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import AnswerAccepted, AnswerSettled, AnswerUnaccepted, EntryFoundHelpful
from circle.qa import policy, queries
from circle.qa.actions.bounties import pay_bounty
from circle.qa.actions.turns import note_turn
from circle.qa.models import Answer, Question
from circle.qa.queries import Answered, Asked
from circle.qa.schemas import NewAnswer


@action
def write_answer(actor: Actor, question_id: int, new: NewAnswer) -> Entry:
    """Members answer an open question."""
    asked = queries.get_question(actor, question_id, lock=True)
    require(asked.here, policy.can_answer(asked.here, asked.entry, asked.question, asked.circle))
    if content.is_blocked_by(asked.here, asked.entry.author_id) and not asked.entry.anonymous:
        raise NotAllowed(lazy("You can't answer this person"), code="blocked")
    entry = write_under(
        asked.here, asked.circle, asked.entry,
        NewEntry(
            circle_id=asked.circle.id, kind="answer", source=new.body, parent_id=asked.entry.id,
            media=new.media, ai_statement=new.ai_statement,
        ),
    )  # fmt: skip
    by_guest = asked.here.role == Role.GUEST and not entry.anonymous  # a badge gives nobody away
    session().add(
        Answer(
            entry_id=entry.id, question_id=asked.entry.id, circle_id=asked.circle.id,
            by_guest=by_guest,
        )
    )  # fmt: skip
    if by_guest and entry.status == "published":
        asked.question.guest_answered = True
    return entry


@action
def edit_answer(actor: Actor, answer_id: int, edit: EntryEdit) -> Answered:
    """Authors change their answer's words."""
    answered = queries.get_answer(actor, answer_id)
    edit_entry(actor, answer_id, edit)
    return answered


@action
def find_helpful(actor: Actor, answer_id: int) -> Entry:
    """Members say an answer helped them, once."""
    answered = _require_answer(actor, answer_id)
    here = answered.asked.here
    require(here, policy.can_vote(here, answered.entry, answered.asked.circle))
    signed = not answered.entry.anonymous
    if signed and content.is_blocked_by(here, answered.entry.author_id):
        raise NotAllowed(lazy("You can't mark this person's answers"), code="blocked")
    if react(here, answered.entry, "helpful"):
        _tell_helpful(here, answered.entry, on=True)
    return answered.entry


@action
def unfind_helpful(actor: Actor, answer_id: int) -> Entry:
    """Members take that back."""
    answered = _require_answer(actor, answer_id)
    here = answered.asked.here
    if here.user_id is not None and unreact(here, answered.entry, "helpful"):
        _tell_helpful(here, answered.entry, on=False)
    return answered.entry


@action
def accept_answer(actor: Actor, answer_id: int, instead_of: int | None = None) -> Answered:
    """Settle a question: mark the answer, pay the bounty, tell the author.

    AlreadyAccepted when an answer is accepted, unless it is the one named by `instead_of` and the
    choice can still change.
    """
    answered = queries.get_answer(actor, answer_id, lock=True)
    asked, entry = answered.asked, answered.entry
    require(asked.here, policy.can_accept(asked.here, asked.entry, entry, asked.circle))
    if asked.question.bounty_held:
        require(asked.here, policy.can_share_bounty(asked.entry, entry))
    before = asked.question.accepted_id or asked.question.suspended_id
    asked.question.accept(answer_id, instead_of)
    if before is not None:
        _forget_choice(before)
    answered.answer.watch()
    note_turn(answered.answer, "accepted")
    paid = pay_bounty(asked.question, asked.entry, entry)
    emit(
        AnswerAccepted(
            circle_id=asked.circle.id, question_id=asked.entry.id, answer_id=answer_id,
            asker_id=asked.entry.author_id, author_id=entry.author_id,
            anonymous=asked.entry.anonymous, bounty=paid,
        )
    )  # fmt: skip
    if paid:
        _settle(asked.entry, asked.question, entry)
    else:
        asked.question.settles_at = asked.question.stands_at
    circles.mark_changed(asked.circle.id)
    return answered


@action
def unaccept_answer(actor: Actor, answer_id: int) -> Answered:
    """The asker takes their choice back, within a day and when no bounty was paid for it."""
    answered = queries.get_answer(actor, answer_id, lock=True)
    asked = answered.asked
    require(asked.here, policy.can_accept(asked.here, asked.entry, answered.entry, asked.circle))
    if asked.question.accepted_id != answer_id:
        raise NotFound
    asked.question.unaccept()
    answered.answer.unwatch()
    note_turn(answered.answer, "unaccepted")
    emit(AnswerUnaccepted(asked.circle.id, asked.entry.id, answer_id))
    circles.mark_changed(asked.circle.id)
    return answered


@action
def settle_choice(entry_id: int) -> None:
    """Pay for a choice that can no longer change, under its question's lock.

    Only while the question is on show: what was hidden or taken away settles when it is back.
    """
    entry = session().scalar(lock_row(select(Entry).where(Entry.id == entry_id)))
    question = queries.find_question(entry_id, lock=True)
    if entry is None or question is None or not _is_due(entry, question, clock.now()):
        return
    answer = session().get(Entry, question.accepted_id or 0)
    if answer is None or answer.status != "published":
        question.settles_at = None
    else:
        _settle(entry, question, answer)


def _require_answer(actor: Actor, answer_id: int) -> Answered:
    """An answer, locked; Conflict for what is shown to the actor and is none."""
    entry, _circle, _here = content.get_entry(actor, answer_id)
    if entry.kind != "answer":
        raise Conflict(lazy("Only answers are found helpful"), code="no_answer")
    return queries.get_answer(actor, answer_id, lock=True)


def _tell_helpful(here: Actor, entry: Entry, *, on: bool) -> None:
    emit(
        EntryFoundHelpful(
            entry.circle_id, entry.id, here.user_id or 0, entry.author_id, entry.category,
            entry.anonymous, imported=entry.origin is not None, on=on,
            praised=not on and "like" in content.reactions_of(here, [entry.id]).get(entry.id, ()),
        )
    )  # fmt: skip


def _is_due(entry: Entry, question: Question, now: datetime) -> bool:
    at = question.settles_at
    return entry.status == "published" and at is not None and at <= now


def _settle(entry: Entry, question: Question, answer: Entry) -> None:
    """The choice stands: what it is worth to both is told, once for each question and answer.

    An answer that was brought in earns nothing here, however often it is hidden and shown again.
    """
    question.settles_at = None
    if answer.origin is not None:
        return
    emit(
        AnswerSettled(
            circle_id=entry.circle_id, question_id=entry.id, answer_id=answer.id,
            asker_id=entry.author_id, author_id=answer.author_id, anonymous=entry.anonymous,
        )
    )  # fmt: skip


def _forget_choice(answer_id: int) -> None:
    former = session().get(Answer, answer_id)
    if former is not None:
        former.unwatch()
        note_turn(former, "unaccepted")


def require_answer_of(asked: Asked, answer_id: int) -> Answered:
    """An answer of that question, locked, or Invalid."""
    answer = session().get(Answer, answer_id)
    if answer is None or answer.question_id != asked.entry.id:
        raise Invalid(errors={"answer": [lazy("That is no answer to this question")]})
    entry, _circle, _here = content.get_entry(asked.here, answer_id, lock=True)
    return Answered(asked, entry, answer)
