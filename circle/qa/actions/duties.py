"""What staff do with questions: give them to a colleague, speak officially, call them resolved."""

from datetime import datetime

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.circles.policy import POWERS, Power, Role
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import QuestionAssigned, QuestionResolved
from circle.qa import policy, queries
from circle.qa.actions.answers import require_answer_of
from circle.qa.queries import Asked
from circle.qa.schemas import Assignment


@action
def assign_question(actor: Actor, entry_id: int, given: Assignment) -> Asked:
    """Staff give a question to a guest or colleague (None: to nobody), by when, with a note."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_assign(asked.here, asked.circle))
    question = asked.question
    before = (question.assigned_to, question.assigned_due, question.assigned_note)
    question.assigned_to = _colleague(asked, given.member_id)
    question.assigned_due = _later(given.due) if given.member_id else None
    question.assigned_note = given.note if given.member_id else ""
    after = (question.assigned_to, question.assigned_due, question.assigned_note)
    if question.assigned_to is not None and after != before:
        emit(QuestionAssigned(asked.circle.id, entry_id, question.assigned_to))
    circle_verbs.tell_deed(
        asked.here, "assigned", ("entry", entry_id), to=given.member_id,
        reason=question.assigned_note,
    )
    return asked


@action
def mark_official(actor: Actor, entry_id: int, answer_id: int | None) -> Asked:
    """The reply that speaks for the brand is marked (None: none is); one that is on show."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_speak_officially(asked.here, asked.circle))
    if answer_id is not None:
        answer = require_answer_of(asked, answer_id)
        require(asked.here, policy.can_be_official(answer.entry))
    asked.question.official_id = answer_id
    circle_verbs.mark_changed(asked.circle.id)
    circle_verbs.tell_deed(asked.here, "official", ("entry", entry_id), answer=answer_id)
    return asked


@action
def resolve_question(actor: Actor, entry_id: int, *, on: bool) -> Asked:
    """The brand says what was reported is resolved, or that it is not after all."""
    asked = queries.get_question(actor, entry_id, lock=True)
    require(asked.here, policy.can_speak_officially(asked.here, asked.circle))
    if on != (asked.question.resolved_at is not None):
        asked.question.resolved_at = clock.now() if on else None
        circle_verbs.mark_changed(asked.circle.id)
        emit(QuestionResolved(asked.circle.id, entry_id, on=on))
        code = "resolved" if on else "unresolved"
        circle_verbs.tell_deed(asked.here, code, ("entry", entry_id))
    return asked


def _colleague(asked: Asked, member_id: int | None) -> int | None:
    if member_id is None:
        return None
    member = circles.find_membership(member_id)
    if member is None or member.circle_id != asked.circle.id or not member.is_member:
        raise Invalid(errors={"member_id": [lazy("They are not in this circle")]})
    if Power.HOST not in POWERS[Role(member.role)]:
        raise Invalid(errors={"member_id": [lazy("Questions are given to guests and staff")]})
    return member.user_id


def _later(due: datetime | None) -> datetime | None:
    if due is not None and due <= clock.now():
        raise Invalid(errors={"due": [lazy("Choose a time to come")]})
    return due
