"""What time does to points: what waits too long lapses, what nobody needs is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from circle.circles.models import Membership
from circle.core import clock
from circle.core.db import action, insert_into, session
from circle.points import queries
from circle.points.actions.earning import PENALTIES
from circle.points.actions.ledger import Cause, open_books
from circle.points.actions.orders import cancel_left_orders
from circle.points.actions.spending import lapse
from circle.points.models import LedgerAccount, Occurrence, PaidThread, Redemption
from circle.points.rules import KEPT_DAYS

FORGOTTEN_AT_ONCE = 2000
LAPSED_AT_ONCE = 200


@action
def forfeit(user_id: int) -> None:
    """What a closed account leaves behind lapses in every circle: first what it ordered and nobody
    sent is cancelled, then the points go."""
    held = select(LedgerAccount.circle_id).where(
        LedgerAccount.user_id == user_id, LedgerAccount.kind == "spendable"
    )
    ordered = select(Redemption.circle_id).where(Redemption.user_id == user_id)
    for circle_id in sorted({*session().scalars(held), *session().scalars(ordered)}):
        cancel_left_orders(circle_id, user_id)
        left = session().scalar(held.with_only_columns(LedgerAccount.balance).where(
            LedgerAccount.circle_id == circle_id
        ))  # fmt: skip
        if left:
            lapse(circle_id, user_id, left, Cause("closed", "user", str(user_id)))
    session().execute(
        update(Membership).where(Membership.user_id == user_id).values(on_boards=False)
    )


@action
def lapse_due(circle_id: int, after_user: int, at: datetime) -> int:
    """Let points lapse that were earned before the circle's horizon and never spent.

    First in, first out: what was ever earned until the horizon, less all that was ever used. Goes
    through members by id from `after_user` on; answers the last one looked at, 0 when all are done.
    """
    months = queries.lapse_months_at(circle_id, at)
    if not months:
        return 0
    horizon = queries.months_before(at, months)
    open_books(circle_id, ())  # nobody spends between being looked at and losing
    rows = queries.holders_after(circle_id, after_user, LAPSED_AT_ONCE)
    for row in rows:
        used = max(0, row.earned - row.balance)  # what paid a debt first never counts as earned
        gone = queries.earned_until(row.id, horizon) - used
        if gone > 0:
            ident = f"{row.user_id}:{horizon:%Y-%m-%d}"
            again = queries.count_transfers(circle_id, "lapsed", "horizon", ident)
            lapse(circle_id, row.user_id, gone, Cause("lapsed", "horizon", ident, again))
    return rows[-1].user_id if len(rows) == LAPSED_AT_ONCE else 0


@action
def forget_occurrences() -> int:
    """Drop a batch of occurrences older than 400 days; the ledger keeps what they were worth.

    What still waits stays, and a penalty as long as it stands: who lifts it gives back as much.
    """
    old = (
        select(Occurrence.id)
        .where(Occurrence.at < clock.now() - timedelta(days=KEPT_DAYS))
        .where(Occurrence.state != "due")
        .where(Occurrence.rule.not_in(PENALTIES) | (Occurrence.state != "paid"))
        .order_by(Occurrence.at)
        .limit(FORGOTTEN_AT_ONCE)
    )
    ids = session().scalars(old).all()
    _keep_paid_threads(ids)
    session().execute(delete(Occurrence).where(Occurrence.id.in_(ids)))
    return len(ids)


def _keep_paid_threads(ids: Sequence[int]) -> None:
    """A thread pays a member for one comment for ever: that much is not forgotten."""
    paid = select(Occurrence.circle_id, Occurrence.user_id, Occurrence.thread_id).where(
        Occurrence.id.in_(ids), Occurrence.rule == "comment",
        Occurrence.state.in_(queries.GRANTED), Occurrence.thread_id.is_not(None),
    )  # fmt: skip
    kept = insert_into(PaidThread.__table__).from_select(
        ["circle_id", "user_id", "thread_id"], paid.distinct()
    )
    session().execute(kept.on_conflict_do_nothing())
