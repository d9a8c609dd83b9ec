"""What was noted, locked to be changed: by its cause, or all of an entry."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, select

from circle.core.db import lock_row, session
from circle.points.lots import Key
from circle.points.models import LedgerTransfer, Occurrence


def noted_of_entry(circle_id: int, user_id: int, entry_id: int) -> Sequence[Occurrence]:
    """All that somebody's entry brought them, or could have."""
    asked = {"circle": circle_id, "user": user_id, "entry": entry_id}
    return session().scalars(_earned_by_entry(), asked).all()


def noted_of_cause(circle_id: int, key: Key) -> Occurrence | None:
    """What was noted of a cause."""
    found: Occurrence | None = session().scalar(_caused_by(), _asked(circle_id, key))
    return found


def noted_before(circle_id: int, key: Key) -> tuple[Occurrence | None, bool]:
    """What was noted of a cause, and whether it was ever paid."""
    row = session().execute(_knowing(), _asked(circle_id, key)).one()
    return noted_of_cause(circle_id, key) if row.noted else None, row.paid


def _asked(circle_id: int, key: Key) -> Mapping[str, Any]:
    rule, kind, ident = key
    return {"circle": circle_id, "rule": rule, "kind": kind, "cause": ident}


@cache
def _earned_by_entry() -> Executable:
    found: Executable = lock_row(
        select(Occurrence)
        .where(Occurrence.entry_id == bindparam("entry"))
        .where(Occurrence.circle_id == bindparam("circle"))
        .where(Occurrence.user_id == bindparam("user"))
        .order_by(Occurrence.id)
    )
    return found


@cache
def _caused_by() -> Executable:
    found: Executable = lock_row(select(Occurrence).where(*_is_cause(Occurrence)))
    return found


@cache
def _knowing() -> Executable:
    """A row is forgotten after 400 days, what the ledger paid never is."""
    noted = select(Occurrence.id).where(*_is_cause(Occurrence))
    paid = select(LedgerTransfer.id).where(*_is_cause(LedgerTransfer))
    return select(noted.exists().label("noted"), paid.exists().label("paid"))


def _is_cause(of: type[Occurrence | LedgerTransfer]) -> Sequence[ColumnElement[bool]]:
    return (
        of.circle_id == bindparam("circle"), of.rule == bindparam("rule"),
        of.cause_kind == bindparam("kind"), of.cause_id == bindparam("cause"),
    )  # fmt: skip
