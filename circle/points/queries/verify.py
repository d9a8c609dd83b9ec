"""The ledger held against itself: every line, every sum, every balance."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from circle.circles.models import Membership
from circle.core.db import session, snapshot
from circle.points.models import (
    GROWTH_KINDS,
    Hold,
    LedgerAccount,
    LedgerLine,
    LedgerTransfer,
)

ROWS_AT_ONCE = 1000


def count_lines() -> int:
    """How many lines the ledger has."""
    return session().scalar(select(func.count()).select_from(LedgerLine)) or 0


def wrong_books() -> Iterator[str]:
    """Everything the ledger says wrongly, read as it stood at one moment; the first line first.

    The database does the sums and hands out what is wrong alone, however long the ledger is.
    """
    with snapshot():
        yield from wrong_lines()
        yield from wrong_transfers()
        yield from wrong_members()


def wrong_lines() -> Iterator[str]:
    """Every line that does not follow from the one before it on its account, in order of lines,
    then every account that does not say what its last line does."""
    lines = select(
        LedgerLine.id, LedgerLine.amount, LedgerLine.balance, LedgerLine.earned,
        _before(LedgerLine.balance).label("had_balance"),
        _before(LedgerLine.earned).label("had_earned"),
    ).subquery()  # fmt: skip
    line = lines.c
    grown = case((line.amount > 0, line.amount), else_=0)
    wrong = or_(
        line.balance != line.had_balance + line.amount,
        line.earned < line.had_earned, line.earned > line.had_earned + grown,
    )  # fmt: skip
    for row in _streamed(select(lines).where(wrong).order_by(line.id)):
        yield from _follows(row, row.had_balance, row.had_earned)
    yield from _wrong_accounts()


def _before(column: Any) -> Any:
    """What the line before it on the same account says, 0 for the first one."""
    earlier = func.lag(column, 1, 0)
    return earlier.over(partition_by=LedgerLine.account_id, order_by=LedgerLine.id)


def _wrong_accounts() -> Iterator[str]:
    last = aliased(LedgerLine)
    newest = (
        select(last.id)
        .where(last.account_id == LedgerAccount.id)
        .order_by(last.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    balance = func.coalesce(LedgerLine.balance, 0)
    earned = func.coalesce(LedgerLine.earned, 0)
    rows = _streamed(
        select(LedgerAccount.id, LedgerAccount.kind, LedgerAccount.balance, balance.label("has"))
        .outerjoin(LedgerLine, LedgerLine.id == newest)
        .where((LedgerAccount.balance != balance) | (LedgerAccount.earned != earned))
        .order_by(LedgerAccount.id)
    )
    for row in rows:
        yield f"account {row.id} ({row.kind}) says {row.balance}, its lines {row.has}"


def wrong_transfers() -> Iterator[str]:
    """Transfers whose lines do not sum to nothing, points and growth apart, or say something else
    than the history tells its member."""
    growing = LedgerAccount.kind.in_(GROWTH_KINDS)
    grown = func.sum(case((growing, LedgerLine.amount), else_=0))
    moved = func.sum(case((growing, 0), else_=LedgerLine.amount))
    rows = _streamed(
        select(LedgerLine.transfer_id, moved, grown)
        .join(LedgerAccount, LedgerAccount.id == LedgerLine.account_id)
        .group_by(LedgerLine.transfer_id)
        .having((grown != 0) | (moved != 0))
        .order_by(LedgerLine.transfer_id)
    )
    for transfer, points, growth in rows:
        yield f"transfer {transfer} makes {points} points and {growth} growth out of nothing"
    yield from _wrong_history()


def _wrong_history() -> Iterator[str]:
    points = func.coalesce(func.sum(_signed("spendable", "owed", LedgerLine.amount)), 0)
    growth = func.coalesce(func.sum(_signed("growth", value=LedgerLine.amount)), 0)
    rows = _streamed(
        select(LedgerTransfer.id, LedgerTransfer.points, points, LedgerTransfer.growth, growth)
        .outerjoin(LedgerLine, LedgerLine.transfer_id == LedgerTransfer.id)
        .outerjoin(
            LedgerAccount,
            (LedgerAccount.id == LedgerLine.account_id)
            & (LedgerAccount.user_id == LedgerTransfer.user_id),
        )
        .group_by(LedgerTransfer.id, LedgerTransfer.points, LedgerTransfer.growth)
        .having((LedgerTransfer.points != points) | (LedgerTransfer.growth != growth))
        .order_by(LedgerTransfer.id)
    )
    for transfer, says_points, has_points, says_growth, has_growth in rows:
        yield (
            f"transfer {transfer} says {says_points} points and {says_growth} growth, "
            f"its lines {has_points} and {has_growth}"
        )


def wrong_members() -> Iterator[str]:
    """Memberships that say other points or growth than the ledger; holds and lapses that do not
    add up."""
    sums = (
        select(
            LedgerAccount.circle_id, LedgerAccount.user_id,
            func.sum(_signed("spendable", "owed")).label("points"),
            func.sum(_signed("growth")).label("growth"),
            func.sum(_signed("held")).label("held"),
        )
        .where(LedgerAccount.user_id.is_not(None))
        .group_by(LedgerAccount.circle_id, LedgerAccount.user_id)
        .subquery()
    )  # fmt: skip
    on = (Membership.circle_id == sums.c.circle_id) & (Membership.user_id == sums.c.user_id)
    points, growth = func.coalesce(sums.c.points, 0), func.coalesce(sums.c.growth, 0)
    rows = _streamed(
        select(Membership.id, Membership.points, points, Membership.growth, growth)
        .join(sums, on, isouter=True)
        .where((Membership.points != points) | (Membership.growth != growth))
        .order_by(Membership.id)
    )
    for member, says_points, has_points, says_growth, has_growth in rows:
        yield (
            f"membership {member} says {says_points} points and {says_growth} growth, "
            f"the ledger {has_points} and {has_growth}"
        )
    yield from _wrong_holds(sums)
    yield from _wrong_lapses()


def _wrong_holds(sums: Any) -> Iterator[str]:
    open_holds = (
        select(Hold.circle_id, Hold.user_id, func.sum(Hold.amount).label("amount"))
        .where(Hold.state == "held")
        .group_by(Hold.circle_id, Hold.user_id)
        .subquery()
    )
    same = (open_holds.c.circle_id == sums.c.circle_id) & (open_holds.c.user_id == sums.c.user_id)
    amount = func.coalesce(open_holds.c.amount, 0)
    rows = _streamed(
        select(sums.c.circle_id, sums.c.user_id, sums.c.held, amount)
        .join(open_holds, same, isouter=True)
        .where(sums.c.held != amount)
    )
    for circle_id, user_id, held, holds in rows:
        yield f"user {user_id} in circle {circle_id} has {held} set aside, the holds say {holds}"


def _wrong_lapses() -> Iterator[str]:
    """No more of anybody's points is taken back from what lapsed than did."""
    left = func.sum(LedgerLine.amount)
    rows = _streamed(
        select(LedgerTransfer.circle_id, LedgerTransfer.user_id, left)
        .join(LedgerLine, LedgerLine.transfer_id == LedgerTransfer.id)
        .join(LedgerAccount, LedgerAccount.id == LedgerLine.account_id)
        .where(LedgerAccount.kind == "lapsed")
        .group_by(LedgerTransfer.circle_id, LedgerTransfer.user_id)
        .having(left < 0)
        .order_by(LedgerTransfer.circle_id, LedgerTransfer.user_id)
    )
    for circle_id, user_id, lapsed in rows:
        yield (
            f"user {user_id} in circle {circle_id} had {-lapsed} points more taken back from what "
            "lapsed than ever did"
        )


def _streamed(statement: Any) -> Any:
    """Rows a few at a time: what is wrong may be everything."""
    return session().execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


def _follows(line: Any, balance: int, earned: int) -> Iterator[str]:
    if line.balance != balance + line.amount:
        yield (
            f"line {line.id} says {line.balance} after {line.amount:+d}, "
            f"the line before it {balance}"
        )
    if not earned <= line.earned <= earned + max(0, line.amount):
        yield f"line {line.id} says {line.earned} were ever earned, the line before it {earned}"


def _signed(plus: str, minus: str = "", value: Any = LedgerAccount.balance) -> Any:
    return case((LedgerAccount.kind == plus, value), (LedgerAccount.kind == minus, -value), else_=0)
