"""Points set aside, and what becomes of them: paid out, given back or divided, exactly once."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Executable, bindparam, select

from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.points.actions.ledger import (
    Books,
    Cause,
    Draft,
    NotEnough,
    StillOwed,
    open_books,
    post,
)
from circle.points.models import Hold, LedgerAccount


@action
def require_points(circle_id: int, user_id: int, amount: int) -> None:
    """Insist that a member has so many points to spend now and owes none; nothing is locked."""
    rows = session().execute(_balances(), {"circle": circle_id, "user": user_id})
    there = {row.kind: row.balance for row in rows}
    if there.get("owed", 0):
        raise StillOwed
    if there.get("spendable", 0) < amount:
        raise NotEnough


@action
def hold(circle_id: int, user_id: int, amount: int, cause: Cause) -> Hold:
    """Set points aside for a cause, once; NotEnough or StillOwed when they are not there."""
    if amount < 1:
        raise ValueError("a hold is of at least one point")
    books = open_books(circle_id, {user_id})
    draft = Draft(books, user_id)
    draft.require(user_id, amount)
    if _is_known(circle_id, cause):
        raise Conflict(lazy("Points are set aside for this already"), code="hold_exists")
    draft.move((user_id, "spendable"), (user_id, "held"), amount)
    post(draft, cause)
    kept = Hold(
        circle_id=circle_id, user_id=user_id, amount=amount, cause_kind=cause.kind,
        cause_id=cause.id, entry_id=cause.entry_id,
    )  # fmt: skip
    session().add(kept)
    session().flush()
    return kept


@action
def release(hold_id: int, to: int) -> Hold:
    """Pay all that was set aside to somebody; Conflict when it was settled before."""
    return divide(hold_id, {to: None})


@action
def refund(hold_id: int) -> Hold:
    """Give all that was set aside back; Conflict when it was settled before."""
    return divide(hold_id, {})


@action
def divide(hold_id: int, shares: Mapping[int, int | None]) -> Hold:
    """Pay shares of what was set aside (None: all of it) and give the rest back, once."""
    if any(share is not None and share < 0 for share in shares.values()):
        raise ValueError("nobody is paid less than nothing")
    circle_id, user_id = _place_of(hold_id)
    books = open_books(circle_id, {user_id, *shares})
    kept = _fresh(hold_id)
    paid = {to: kept.amount if share is None else share for to, share in shares.items()}
    kept.settle(sum(paid.values()))
    for to, share in paid.items():
        if share:
            _pay_out(books, kept, to, share)
    rest = kept.amount - kept.paid
    if rest:
        draft = Draft(books, user_id)
        draft.credit(user_id, rest, (user_id, "held"), fresh=False)
        post(draft, Cause("refund", "hold", str(kept.id), entry_id=kept.entry_id))
    return kept


def _pay_out(books: Books, kept: Hold, to: int, share: int) -> None:
    draft = Draft(books, to)
    fresh = to != kept.user_id  # nobody's points grow younger by going through a hold
    draft.credit(to, share, (kept.user_id, "held"), fresh=fresh)
    post(draft, Cause("release", "hold", f"{kept.id}:{to}", entry_id=kept.entry_id))


def _place_of(hold_id: int) -> tuple[int, int]:
    row = session().execute(_place(), {"hold": hold_id}).first()
    if row is None:
        raise NotFound
    return row.circle_id, row.user_id


def _fresh(hold_id: int) -> Hold:
    found: Hold = session().scalars(_locking(), {"hold": hold_id}).one()
    return found


def _is_known(circle_id: int, cause: Cause) -> bool:
    asked = {"circle": circle_id, "kind": cause.kind, "cause": cause.id}
    return session().scalar(_held(), asked) is not None


@cache
def _balances() -> Executable:
    return select(LedgerAccount.kind, LedgerAccount.balance).where(
        LedgerAccount.circle_id == bindparam("circle"), LedgerAccount.user_id == bindparam("user")
    )


@cache
def _place() -> Executable:
    return select(Hold.circle_id, Hold.user_id).where(Hold.id == bindparam("hold"))


@cache
def _locking() -> Executable:
    found: Executable = lock_row(select(Hold).where(Hold.id == bindparam("hold")))
    return found


@cache
def _held() -> Executable:
    return select(Hold.id).where(
        Hold.circle_id == bindparam("circle"), Hold.cause_kind == bindparam("kind"),
        Hold.cause_id == bindparam("cause"),
    )  # fmt: skip
