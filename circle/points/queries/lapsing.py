"""Which points lapse, and when: first in, first out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from circle.core import clock
from circle.core.db import session
from circle.points.lots import LAPSES, Key, Lots, Step
from circle.points.models import LedgerAccount, LedgerLine, LedgerTransfer, RuleSet
from circle.points.queries.rules import rules_at

NOTICE = timedelta(days=30)  # so long everybody's own page says what will lapse, and when


def months_before(at: datetime, months: int) -> datetime:
    """The instant the same local day began so many months earlier (or the month's last day)."""
    day = clock.local_day(at)
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return clock.day_start(day.replace(year=year, month=month + 1, day=number))
        except ValueError:
            continue
    raise ValueError(f"no day {months} months before {day}")


def lapse_months_at(circle_id: int, at: datetime) -> int:
    """After how many months points not spent lapse, at a time; 0: never.

    The mildest of all rules of the last 30 days: members see for so long that something lapses
    before it does, also where lapsing was just switched on or its time shortened.
    """
    begun = session().scalars(
        select(RuleSet.from_at).where(
            RuleSet.circle_id == circle_id, RuleSet.from_at > at - NOTICE, RuleSet.from_at <= at
        )
    ).all()  # fmt: skip
    months = [rules_at(circle_id, then).lapse_months for then in (at - NOTICE, *begun)]
    return 0 if 0 in months else max(months)


def earned_until(account_id: int, at: datetime) -> int:
    """All that ever came in anew on an account before a time."""
    found = session().scalar(
        select(LedgerLine.earned)
        .join(LedgerTransfer, LedgerTransfer.id == LedgerLine.transfer_id)
        .where(LedgerLine.account_id == account_id, LedgerTransfer.at < at)
        .order_by(LedgerLine.id.desc())
        .limit(1)
    )
    return found or 0


def lapsed_of(account_id: int, key: Key) -> int:
    """How much of what an award brought to a member's spendable points has lapsed since.

    Reads that account from its first line on, where some of it ever lapsed.
    """
    steps = (
        select(
            LedgerTransfer.rule, LedgerTransfer.cause_kind, LedgerTransfer.cause_id,
            LedgerLine.amount, LedgerLine.earned,
        )
        .join(LedgerTransfer, LedgerTransfer.id == LedgerLine.transfer_id)
        .where(LedgerLine.account_id == account_id)
    )  # fmt: skip
    lapses = steps.where(LedgerTransfer.rule.in_(LAPSES)).limit(1)
    if session().execute(lapses).first() is None:
        return 0
    lots = Lots()
    for row in session().execute(steps.order_by(LedgerLine.id)):
        lots.take(Step((row.rule, row.cause_kind, row.cause_id), row.amount, row.earned))
    return lots.lapsed_of(key)


def lapsed_when_taken(circle_id: int, key: Key, sequence: int) -> int:
    """How much of what an award brought had lapsed when it was taken back."""
    rule, kind, ident = key
    facts = session().scalar(
        select(LedgerTransfer.facts).where(
            LedgerTransfer.circle_id == circle_id, LedgerTransfer.cause_kind == kind,
            LedgerTransfer.cause_id == ident, LedgerTransfer.rule == rule,
            LedgerTransfer.sequence == sequence,
        )
    )  # fmt: skip
    return int((facts or {}).get("lapsed", 0))


def count_transfers(circle_id: int, rule: str, kind: str, ident: str) -> int:
    """How often something was posted for one cause: the next one's sequence."""
    counted = select(func.count()).where(
        LedgerTransfer.circle_id == circle_id, LedgerTransfer.cause_kind == kind,
        LedgerTransfer.cause_id == ident, LedgerTransfer.rule == rule,
    )  # fmt: skip
    return session().scalar(counted) or 0


def holders_after(circle_id: int, user_id: int, limit: int) -> Sequence[Any]:
    """Members of a circle with points to spend, by id, from one on."""
    return session().execute(
        select(
            LedgerAccount.id, LedgerAccount.user_id, LedgerAccount.balance, LedgerAccount.earned
        )
        .where(LedgerAccount.circle_id == circle_id, LedgerAccount.kind == "spendable")
        .where(LedgerAccount.user_id > user_id, LedgerAccount.balance > 0)
        .order_by(LedgerAccount.user_id)
        .limit(limit)
    ).all()  # fmt: skip


def circles_with_rules() -> Sequence[int]:
    """Circles that ever changed their rules: only they can have points that lapse."""
    return session().scalars(select(RuleSet.circle_id).distinct().order_by(RuleSet.circle_id)).all()
