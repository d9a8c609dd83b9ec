"""The answers of a question that were ever chosen, as the occurrences and the ledger know them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from circle.core.db import session
from circle.points.models import LedgerTransfer, Occurrence

MAX_CHOICES = 20  # of one question; who changes their mind more often brings nobody anything


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that was chosen, and its cause: the question, and which of its answers."""

    cause: str
    answer_id: int | None
    author_id: int
    state: str | None  # of its occurrence; None when that is forgotten
    is_paid: bool  # the ledger's last word on it was a payment

    @property
    def is_for_good(self) -> bool:
        """It was paid so long ago that nothing takes it back."""
        return self.is_paid and self.state != "paid"


def list_choices(
    circle_id: int, question_id: int, rule: str = "accepted"
) -> Sequence[Choice]:
    """Every answer of a question noted or paid for being accepted, the first one first; or what
    was noted for accepting."""
    causes = [_cause(question_id, number) for number in range(MAX_CHOICES)]
    noted = {
        row.cause_id: row
        for row in session().execute(
            select(
                Occurrence.cause_id, Occurrence.entry_id, Occurrence.user_id, Occurrence.state
            ).where(*_are_of(Occurrence, circle_id, rule, causes))
        )
    }  # fmt: skip
    moved = {
        row.cause_id: row
        for row in session().execute(
            select(
                LedgerTransfer.cause_id, LedgerTransfer.entry_id, LedgerTransfer.user_id,
                func.count().label("times"),
            )
            .where(*_are_of(LedgerTransfer, circle_id, rule, causes))
            .group_by(LedgerTransfer.cause_id, LedgerTransfer.entry_id, LedgerTransfer.user_id)
        )
    }  # fmt: skip
    return [
        Choice(
            cause, row.entry_id, row.user_id, noted[cause].state if cause in noted else None,
            is_paid=cause in moved and moved[cause].times % 2 == 1,  # paying and taking take turns
        )
        for cause in causes
        if (row := noted.get(cause) or moved.get(cause)) is not None
    ]  # fmt: skip


def next_choice(question_id: int, known: Sequence[Choice]) -> str | None:
    """The cause of an answer that is chosen for the first time; None after too many."""
    causes = [_cause(question_id, number) for number in range(MAX_CHOICES)]
    place = causes.index(known[-1].cause) + 1 if known else 0
    return causes[place] if place < MAX_CHOICES else None


def _cause(question_id: int, number: int) -> str:
    return f"{question_id}:{number}" if number else str(question_id)


def _are_of(
    of: type[Occurrence | LedgerTransfer], circle_id: int, rule: str, causes: Sequence[str]
) -> Sequence[ColumnElement[bool]]:
    return (
        of.circle_id == circle_id, of.rule == rule, of.cause_kind == "question",
        of.cause_id.in_(causes),
    )  # fmt: skip
