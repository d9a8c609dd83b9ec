"""The double-entry ledger: accounts, transfers, their lines, and sums set aside.

Lines and transfers are only ever added: triggers in the database refuse a change, and a deletion
unless the circle itself is being cleared away.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

MEMBER_KINDS = ("spendable", "owed", "held", "growth")  # none of them below zero
SYSTEM_KINDS = ("issued", "receivable", "redeemed", "lapsed", "growth_issued")
GROWTH_KINDS = ("growth", "growth_issued")  # counted apart: growth is never exchanged for points

_MEMBERS: dict[str, Any] = {
    "sqlite_where": text("user_id IS NOT NULL"),
    "postgresql_where": text("user_id IS NOT NULL"),
}
_CIRCLES: dict[str, Any] = {
    "sqlite_where": text("user_id IS NULL"),
    "postgresql_where": text("user_id IS NULL"),
}


def _quoted(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


class LedgerAccount(Model):
    """What one member has of one kind in one circle, or where the circle's points come and go.

    issued: where points come from, what is taken back returns there. receivable: what members owe,
    below zero. redeemed: spent in the shop. lapsed: expired or left behind by a closed account,
    less what of it was taken back since.
    """

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        CheckConstraint(f"user_id IS NULL OR kind IN ({_quoted(MEMBER_KINDS)})", name="member"),
        CheckConstraint(
            f"user_id IS NOT NULL OR kind IN ({_quoted(SYSTEM_KINDS)})", name="circle"
        ),
        CheckConstraint("user_id IS NULL OR balance >= 0", name="balance"),
        Index("uq_ledger_accounts_member", "circle_id", "user_id", "kind", unique=True, **_MEMBERS),
        Index("uq_ledger_accounts_circle", "circle_id", "kind", unique=True, **_CIRCLES),
        Index("ix_ledger_accounts_user", "user_id"),  # a person's own data
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(14))
    balance: Mapped[int] = mapped_column(default=0)
    earned: Mapped[int] = mapped_column(default=0)  # all that ever came in anew; see `lapse`


class LedgerTransfer(Model):
    """One movement and its cause; its lines sum to nothing, for points and for growth."""

    __tablename__ = "ledger_transfers"
    __table_args__ = (
        # once for each cause: the same award cannot be paid twice, whoever asks, whenever
        Index(
            "uq_ledger_transfers_cause", "circle_id", "cause_kind", "cause_id", "rule", "sequence",
            unique=True,
        ),
        Index("ix_ledger_transfers_history", "circle_id", "user_id", "id"),  # my points
        Index("ix_ledger_transfers_user", "user_id", "id"),  # a person's own data
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # whose history tells it
    rule: Mapped[str] = mapped_column(String(16))  # what for: a rule's key, or the kind of movement
    cause_kind: Mapped[str] = mapped_column(String(12))  # entry, like, day, order, hold …
    cause_id: Mapped[str] = mapped_column(String(80))
    sequence: Mapped[int] = mapped_column(default=0)  # 0 first, then each undoing and redoing
    points: Mapped[int] = mapped_column(default=0)  # what it changes of spendable minus owed
    growth: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[int | None]  # where it came from, as a link; no foreign key upwards
    facts: Mapped[dict[str, Any] | None]  # what else its line in the history tells
    at: Mapped[datetime] = mapped_column(default=clock.now)


class LedgerLine(Model):
    """One account's part of a transfer, with its balance after it."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_ledger_lines_account", "account_id", "id"),  # verifying; what lapses
        Index("ix_ledger_lines_transfer", "transfer_id"),
        Index("ix_ledger_lines_circle", "circle_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ledger_transfers.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_accounts.id"))
    amount: Mapped[int]
    balance: Mapped[int]  # of the account, after this line
    earned: Mapped[int] = mapped_column(default=0)  # of the account, after this line


class Hold(Model):
    """Points set aside for a purpose: paid out, given back or divided, exactly once."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state IN ('held', 'released', 'refunded', 'divided')", name="state"),
        CheckConstraint("paid >= 0 AND paid <= amount", name="paid"),
        Index("uq_holds_cause", "circle_id", "cause_kind", "cause_id", unique=True),
        Index("ix_holds_user", "user_id", "circle_id", "state"),  # what of mine is set aside
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    amount: Mapped[int]
    paid: Mapped[int] = mapped_column(default=0)  # of it, to others
    state: Mapped[str] = mapped_column(String(8), default="held")
    cause_kind: Mapped[str] = mapped_column(String(12))
    cause_id: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]

    def settle(self, paid: int) -> None:
        """End it with so much paid out and the rest given back; Conflict when it ended before."""
        if self.state != "held":
            raise Conflict(lazy("These points were settled already"), code="hold_settled")
        if not 0 <= paid <= self.amount:
            raise Conflict(lazy("More than was set aside"), code="hold_exceeded")
        self.paid, self.settled_at = paid, clock.now()
        self.state = {0: "refunded", self.amount: "released"}.get(paid, "divided")
