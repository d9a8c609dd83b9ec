"""Moving points for what earned them: brought, taken back, brought again, to the point."""

from dataclasses import replace

from circle.points import queries
from circle.points.actions.ledger import ISSUED, Cause, Draft, Key, post

LAPSED: Key = (None, "lapsed")


def bring(draft: Draft, points: int, cause: Cause) -> None:
    """Post what something earns; again after it was taken back: what had lapsed is lapsed still."""
    lapsed = 0
    if cause.sequence and _ever_lapsed(draft):
        lapsed = queries.lapsed_when_taken(draft.books.circle.id, cause.key, cause.sequence - 1)
    draft.move(ISSUED, LAPSED, lapsed)
    draft.credit(draft.user_id, points - lapsed, fresh=cause.sequence == 0)
    _post(draft, cause, lapsed)


def take(draft: Draft, points: int, cause: Cause) -> None:
    """Post the taking back: nobody owes what lapsed, it goes back from there."""
    lapsed = 0
    if points and _ever_lapsed(draft):
        account = draft.books.of(draft.user_id, "spendable").id
        lapsed = min(points, queries.lapsed_of(account, cause.key)) if account else 0
    draft.move(LAPSED, ISSUED, lapsed)
    draft.debit(draft.user_id, points - lapsed)
    _post(draft, cause, lapsed)


def _ever_lapsed(draft: Draft) -> bool:
    """Whether anybody's points ever did here: elsewhere nothing more is asked."""
    return draft.books.of(*LAPSED).id is not None


def _post(draft: Draft, cause: Cause, lapsed: int) -> None:
    """Its line in the history tells what of it had lapsed."""
    post(draft, replace(cause, facts={"lapsed": lapsed}) if lapsed else cause)
