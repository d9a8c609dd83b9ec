"""Accepted answers: of one question at most one is paid at a time, the one that is chosen."""

from collections.abc import Iterable
from dataclasses import replace

from circle.core.db import action
from circle.points import queries
from circle.points.actions.earning import Happening, note_all, withdraw
from circle.points.actions.ledger import open_books
from circle.points.queries import Choice


@action
def note_choice(question_id: int, answering: Happening, asking: Happening) -> None:
    """A choice stands: who wrote the answer earns, and who asked for having chosen.

    What another answer of the question had earned goes first. Where that is its author's for good
    (it was so long ago that its occurrence is forgotten), the question has paid.
    """
    open_books(answering.circle_id, {answering.user_id, asking.user_id})
    known = queries.list_choices(answering.circle_id, question_id)
    others = [choice for choice in known if choice.answer_id != answering.entry_id]
    _withdraw(answering.circle_id, others)
    mine = next((choice.cause for choice in known if choice not in others), None)
    cause = mine or queries.next_choice(question_id, known)
    facts = dict(answering.facts)
    if any(other.is_for_good for other in others):
        facts["paid_before"] = True
    told = [replace(answering, cause_id=cause, facts=facts)] if cause else []
    first = mine is None  # an answer that is chosen for the first time
    note_all([*told, replace(asking, cause_id=_asking(asking, question_id, first=first))])


@action
def change_choice(circle_id: int, question_id: int, answer_id: int) -> None:
    """Another answer is chosen: what those before it had earned does not come back with them."""
    known = queries.list_choices(circle_id, question_id)
    _withdraw(circle_id, (choice for choice in known if choice.answer_id != answer_id))


@action
def drop_choice(circle_id: int, question_id: int) -> None:
    """No answer is chosen any more: neither author nor asker keep what the choice had earned."""
    _withdraw(circle_id, queries.list_choices(circle_id, question_id))
    _withdraw(circle_id, queries.list_choices(circle_id, question_id, "accepting"), "accepting")


def _asking(asking: Happening, question_id: int, *, first: bool) -> str:
    """The cause of having chosen: the question's one, as long as choosing was not refused for the
    answers before this one."""
    known = queries.list_choices(asking.circle_id, question_id, "accepting")
    if first and all(choice.state == "refused" for choice in known):
        return queries.next_choice(question_id, known) or known[-1].cause
    counts = (choice.cause for choice in known if choice.state != "refused")
    return next(counts, known[-1].cause if known else asking.cause_id)


def _withdraw(circle_id: int, choices: Iterable[Choice], rule: str = "accepted") -> None:
    for choice in choices:
        if choice.state is not None:
            withdraw(circle_id, choice.author_id, rule, ("question", choice.cause))
