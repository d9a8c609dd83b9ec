"""Whether points may go from one member to another: what they set aside pays no second account."""

from datetime import datetime

from sqlalchemy import func, select

from circle.accounts import queries as accounts
from circle.core import clock
from circle.core.db import session
from circle.points.models import LedgerAccount, LedgerLine, LedgerTransfer, Occurrence
from circle.points.queries.record import GRANTED, span_start
from circle.points.rules import MONTH, PAIR_ACCEPTED, PAST_LIMIT


def may_pay(circle_id: int, payer: int, to: int) -> bool:
    """Not where both are likely one person's, nor between the same two a fourth time a month.

    An accepted answer counts as such a time, and so does a bounty, whoever of them paid.
    """
    if accounts.share_device(payer, to):
        return False
    since = clock.day_start(span_start(clock.local_day(), MONTH))
    times = max(count(circle_id, {payer, to}, since) for count in (_accepted, _paid))
    return times < PAIR_ACCEPTED


def _accepted(circle_id: int, both: set[int], since: datetime) -> int:
    """Answers of one that the other accepted, also where a limit or budget paid nothing for it."""
    counted = Occurrence.state.in_(GRANTED) | Occurrence.refused.in_(PAST_LIMIT)
    return session().scalar(
        select(func.count()).where(
            Occurrence.circle_id == circle_id, Occurrence.rule == "accepted", counted,
            Occurrence.user_id.in_(both), Occurrence.giver_id.in_(both), Occurrence.at >= since,
        )
    ) or 0  # fmt: skip


def _paid(circle_id: int, both: set[int], since: datetime) -> int:
    """What one set aside and the other was paid of it."""
    return session().scalar(
        select(func.count(LedgerTransfer.id.distinct()))
        .join(LedgerLine, LedgerLine.transfer_id == LedgerTransfer.id)
        .join(LedgerAccount, LedgerAccount.id == LedgerLine.account_id)
        .where(LedgerTransfer.circle_id == circle_id, LedgerTransfer.user_id.in_(both))
        .where(LedgerTransfer.rule == "release", LedgerTransfer.at >= since)
        .where(LedgerAccount.kind == "held", LedgerAccount.user_id.in_(both))
        .where(LedgerAccount.user_id != LedgerTransfer.user_id)
    ) or 0  # fmt: skip
