"""Who hears of what becomes of questions and answers."""

from dataclasses import replace
from typing import Any

from circle.content import queries as content
from circle.content.models import Entry
from circle.events import (
    AnswerAccepted,
    AnswerUnaccepted,
    AnswerWentStale,
    BountyEnded,
    QuestionAssigned,
    QuestionClosed,
    QuestionJoined,
    QuestionLeft,
    QuestionPut,
    QuestionReopened,
    QuestionResolved,
)
from circle.notifications import actions
from circle.notifications.queries import Telling
from circle.qa import queries as questions


def tell_asked(event: QuestionPut) -> None:
    """Who is asked by name hears of it."""
    entry = content.find_entry(event.question_id)
    if entry is not None and event.asked_of != entry.author_id:
        actions.tell([event.asked_of], actions.of_entry(entry, "mention", "asked_you"))


def tell_of_choice(event: AnswerAccepted) -> None:
    """An author hears that their answer was the one."""
    telling = _of("accepted", "accepted", event.answer_id, event.circle_id, event.question_id)
    if event.author_id != event.asker_id:
        actions.tell([event.author_id], replace(telling, facts={"bounty": event.bounty}))


def untell_choice(event: AnswerUnaccepted) -> None:
    """An answer that is not the one any more was never told to be."""
    answer = content.find_entry(event.answer_id)
    if answer is not None:
        actions.recall(answer.author_id, f"accepted:{event.answer_id}")


def tell_of_age(event: AnswerWentStale) -> None:
    """An author is asked whether an accepted answer still holds."""
    answer = content.find_entry(event.answer_id)
    if answer is not None:
        telling = _of("accepted", "stale", event.answer_id, event.circle_id, event.question_id)
        actions.tell([answer.author_id], _again(event, telling))


def tell_of_bounty(event: BountyEnded) -> None:
    """Who got a stake without being accepted hears of it, and who gets theirs back."""
    question = content.find_entry(event.question_id)
    if question is None or event.state == "paid":
        return
    facts: dict[str, Any] = {"paid": event.paid, "stake": event.stake}
    if event.to_user_id is not None and event.paid:
        shared = _again(event, _at(question, "points", "bounty_shared", facts))
        actions.tell([event.to_user_id], shared)
    ended = _again(event, _at(question, "points", "bounty_ended", facts))
    actions.tell([question.author_id], ended)


def tell_of_closing(event: QuestionClosed) -> None:
    """An asker hears that staff closed their question, and which one it repeats."""
    question = content.find_entry(event.question_id)
    kept = questions.find_question(event.question_id)
    if question is not None and kept is not None and kept.closed_by != question.author_id:
        code = "duplicate" if event.duplicate_of else "closed"
        facts = {"duplicate_of": event.duplicate_of} if event.duplicate_of else None
        telling = _again(event, _at(question, "answer", code, facts))
        actions.tell([question.author_id], telling)


def untell_closing(event: QuestionReopened) -> None:
    """A question that takes answers again was never told to be closed."""
    actions.recall_of_entry(event.question_id, ("closed", "duplicate"))


def tell_of_resolution(event: QuestionResolved) -> None:
    """An asker hears that a brand says it is resolved, or that it is not after all."""
    question = content.find_entry(event.question_id)
    if question is None:
        return
    if event.on:
        actions.tell([question.author_id], _at(question, "answer", "resolved"))
    else:
        actions.recall(question.author_id, f"resolved:{question.id}")


def tell_of_joining(event: QuestionJoined) -> None:
    """An asker hears who wonders the same, as of one thing that grows."""
    question = content.find_entry(event.question_id)
    if question is not None:
        actions.gather(question.author_id, _at(question, "like", "me_too"), event.user_id)


def untell_joining(event: QuestionLeft) -> None:
    """Who does not wonder any more is no longer among those who do."""
    question = content.find_entry(event.question_id)
    if question is not None:
        actions.scatter(question.author_id, f"me_too:{question.id}", event.user_id)


def tell_of_task(event: QuestionAssigned) -> None:
    """A colleague hears that a question was given to them."""
    question = content.find_entry(event.question_id)
    if question is not None:
        actions.tell([event.user_id], _again(event, _at(question, "staff", "assigned")))


def _at(question: Entry, kind: str, code: str, facts: dict[str, Any] | None = None) -> Telling:
    cause = f"{code}:{question.id}"
    return Telling(
        kind, code, cause, question.circle_id, question.id, question.id, facts=facts
    )


def _again(
    event: QuestionClosed | QuestionAssigned | BountyEnded | AnswerWentStale, telling: Telling
) -> Telling:
    """What can happen to the same thing more than once is told each time."""
    return replace(telling, cause=f"{telling.cause}:{event.occurrence}")


def _of(kind: str, code: str, answer_id: int, circle_id: int, question_id: int) -> Telling:
    return Telling(kind, code, f"{code}:{answer_id}", circle_id, answer_id, question_id)
