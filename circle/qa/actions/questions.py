"""Asking, closing, merging and opening again."""

from typing import Any

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content.actions import edit_entry, write_entry
from circle.content.models import Entry
from circle.content.schemas import EntryEdit, NewEntry, polls_named
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Invalid
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.events import QuestionClosed, QuestionReopened
from circle.qa import policy, queries
from circle.qa.actions.bounties import leave_bounty, offer_bounty, require_stake
from circle.qa.actions.following import say_whom_it_is_put_to
from circle.qa.actions.joining import ask_after_all
from circle.qa.models import Question
from circle.qa.queries import Asked
from circle.qa.schemas import NewQuestion


@action
def ask_question(actor: Actor, circle_id: int, new: NewQuestion) -> Entry:
    """Ask a circle, or a guest of it by name; points offered are set aside at once.

    Invalid for who can't be asked; NotEnough or StillOwed when the points are not there.
    """
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_ask(here, circle))
    asked_of = _guest_asked(circle, here, new.asked_of)
    if new.bounty:
        require_stake(circle.id, here.user_id, new.bounty)
    if not new.anonymous:  # a count that falls would tell who it was
        ask_after_all(here, circle, new.title)
    entry = write_entry(
        here,
        NewEntry(
            circle_id=circle.id, kind="question", source=new.body, title=new.title, tags=new.tags,
            media=new.media, anonymous=new.anonymous, ai_statement=new.ai_statement,
            polls=polls_named(new.poll, new.polls),
        ),
    )  # fmt: skip
    question = Question(
        entry_id=entry.id, circle_id=circle.id, asked_of=asked_of,
        asked_at=entry.published_at or entry.created_at, bounty=0, bounty_state="none",
        state="open", unanswered=True,
    )  # fmt: skip
    session().add(question)
    session().flush()
    if new.bounty:
        offer_bounty(entry, question, new.bounty)
    if entry.status == "published":
        say_whom_it_is_put_to(question)
    return entry


@action
def edit_question(actor: Actor, entry_id: int, edit: EntryEdit) -> Asked:
    """Who asked changes the words; to whom it was put, what is offered and who asked stand."""
    asked = queries.get_question(actor, entry_id)
    edit_entry(actor, entry_id, edit)
    return asked


@action
def close_question(actor: Actor, entry_id: int, reason: str) -> Asked:
    """No more answers, and why; a bounty runs on to its time for whoever answered."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_close(asked.here, asked.entry, asked.circle))
    circle_verbs.check_words(asked.circle.id, reason=reason)
    asked.question.close(reason, asked.here.user_id)
    circle_verbs.mark_changed(asked.circle.id)
    leave_bounty(asked.question, asked.entry)
    emit(QuestionClosed(asked.circle.id, entry_id, duplicate_of=None))
    _tell_deed(asked, "question_closed", reason=reason)
    return asked


@action
def mark_duplicate(
    actor: Actor, entry_id: int, original_id: int, reason: str = ""
) -> Asked:
    """Staff say it was asked before: it leads to the other question, never round in a ring."""
    both = {
        ident: queries.get_question(actor, ident, lock=True)
        for ident in sorted({entry_id, original_id})  # locked in the order of ids
    }
    asked, original = both[entry_id], both[original_id]
    require(asked.here, policy.can_merge(asked.here, asked.circle))
    problem = _merge_problem(asked, original)
    if problem:
        raise Invalid(errors={"duplicate_of": [problem]})
    circle_verbs.check_words(asked.circle.id, reason=reason)
    asked.question.close(reason, asked.here.user_id, duplicate_of=original.entry.id)
    circle_verbs.mark_changed(asked.circle.id)
    leave_bounty(asked.question, asked.entry)
    emit(QuestionClosed(asked.circle.id, entry_id, duplicate_of=original.entry.id))
    _tell_deed(asked, "question_merged", after=original.entry.id, reason=reason)
    return asked


@action
def reopen_question(actor: Actor, entry_id: int) -> Asked:
    """It takes answers again; a bounty that ended does not come back."""
    asked = queries.get_question(actor, entry_id, lock=True)
    may = policy.can_close(asked.here, asked.entry, asked.circle)
    if not asked.question.is_open:
        may = policy.can_reopen(asked.here, asked.entry, asked.question, asked.circle)
    require(asked.here, may)
    asked.question.open_again()
    circle_verbs.mark_changed(asked.circle.id)
    emit(QuestionReopened(asked.circle.id, entry_id))
    _tell_deed(asked, "question_reopened")
    return asked


def _merge_problem(asked: Asked, original: Asked) -> Text | None:
    """Why one question cannot lead to the other, or None."""
    if asked.entry.id == original.entry.id:
        return lazy("A question is no duplicate of itself")
    if asked.circle.id != original.circle.id:
        return lazy("The other question is in another circle")
    if original.question.state == "duplicate":
        return lazy("That question is a duplicate itself. Name the one it leads to")
    if not original.entry.is_shown:
        return lazy("That question is not on show: it would lead nowhere")
    return None


def _guest_asked(circle: Circle, here: Actor, member_id: int | None) -> int | None:
    """The user behind the membership a question is put to."""
    if member_id is None:
        return None
    member = circles.find_membership(member_id)
    there = member is not None and member.circle_id == circle.id and member.is_member
    decision = policy.can_be_asked(member.role if member is not None and there else None)
    if not decision or member is None or member.user_id == here.user_id:
        message = decision.reason or lazy("You can't ask yourself")
        raise Invalid(errors={"asked_of": [message]})
    return member.user_id


def _tell_deed(asked: Asked, code: str, **told: Any) -> None:
    """What staff do; what askers do with their own is nobody's to know, least of all unnamed."""
    if asked.entry.author_id != asked.here.user_id:
        circle_verbs.tell_deed(asked.here, code, ("entry", asked.entry.id), **told)
