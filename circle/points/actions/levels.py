"""What follows for the ledger when staff lower a level."""

from circle.circles import policy as circles
from circle.core.db import action, new_uid
from circle.points.actions.ledger import Cause, Draft, open_books, post


@action
def lower_growth(circle_id: int, user_id: int, level: int, reason: str) -> None:
    """Growth falls to where the lower level begins, once; the history tells the reason."""
    books = open_books(circle_id, {user_id})
    begins = circles.levels_of(books.circle)[level - 1].growth
    draft = Draft(books, user_id)
    draft.grow(user_id, min(0, begins - books.of(user_id, "growth").balance))
    facts = {"level": level, "reason": reason}
    post(draft, Cause("lowered", "level", f"{user_id}:{new_uid()}", facts=facts))
