"""Points spent and given back, brought by a brand's shop, and points that lapse."""

from circle.core.db import action
from circle.points.actions.ledger import Cause, Draft, open_books, post


@action
def spend(circle_id: int, user_id: int, amount: int, cause: Cause) -> int:
    """Take points for something bought; NotEnough or StillOwed when they are not there."""
    books = open_books(circle_id, {user_id})
    draft = Draft(books, user_id)
    draft.require(user_id, amount)
    draft.move((user_id, "spendable"), (None, "redeemed"), amount)
    return post(draft, cause)


@action
def unspend(circle_id: int, user_id: int, amount: int, cause: Cause) -> int:
    """Give points back for something that was not bought after all; what is owed is paid first."""
    books = open_books(circle_id, {user_id})
    draft = Draft(books, user_id)
    draft.credit(user_id, amount, (None, "redeemed"), fresh=False)
    return post(draft, cause)


@action
def lapse(circle_id: int, user_id: int, amount: int, cause: Cause) -> int:
    """Points not spent in time, or left behind with an account, are gone: at most what is there."""
    books = open_books(circle_id, {user_id})
    draft = Draft(books, user_id)
    gone = min(amount, books.of(user_id, "spendable").balance)
    draft.move((user_id, "spendable"), (None, "lapsed"), gone)
    return post(draft, cause) if gone else 0
