"""What could earn, as it happened, and the rules it was judged by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

_DUE: dict[str, Any] = {
    "sqlite_where": text("state = 'due'"), "postgresql_where": text("state = 'due'"),
}  # fmt: skip
_ENTRY: dict[str, Any] = {
    "sqlite_where": text("entry_id IS NOT NULL"), "postgresql_where": text("entry_id IS NOT NULL"),
}  # fmt: skip
_THREAD: dict[str, Any] = {
    "sqlite_where": text("thread_id IS NOT NULL"),
    "postgresql_where": text("thread_id IS NOT NULL"),
}


class RuleSet(Model):
    """One version of a circle's rules, in force from a time until the next one is."""

    __tablename__ = "rule_sets"
    __table_args__ = (
        Index("uq_rule_sets_version", "circle_id", "version", unique=True),
        Index("ix_rule_sets_from", "circle_id", "from_at", "id"),  # the rules at a time
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    version: Mapped[int]
    from_at: Mapped[datetime]
    rules: Mapped[dict[str, Any]]  # only what differs from the defaults, see `rules.read`
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Occurrence(Model):
    """Something that could earn: its facts, and what it was worth or why it was worth nothing.

    state: due (paid when `settles_at` has come and nothing spoke against it), paid, refused, taken
    (paid, then taken back), void (it was gone before it was due). Kept for 400 days.
    """

    __tablename__ = "occurrences"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'paid', 'refused', 'taken', 'void')", name="state"),
        CheckConstraint("points >= 0 AND growth >= 0", name="amounts"),
        Index("uq_occurrences_cause", "circle_id", "rule", "cause_kind", "cause_id", unique=True),
        # what a member did on a day, and lately: limits and ceilings
        Index("ix_occurrences_member", "user_id", "circle_id", "day", "id"),
        # whether a thread paid a member
        Index("ix_occurrences_thread", "user_id", "thread_id", **_THREAD),
        # how often one member earned through another in a month
        Index("ix_occurrences_pair", "user_id", "circle_id", "rule", "giver_id", "at"),
        Index("ix_occurrences_replay", "circle_id", "at", "id"),  # the what-if
        Index("ix_occurrences_entry", "entry_id", **_ENTRY),  # what an entry earned
        Index("ix_occurrences_due", "settles_at", **_DUE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rule: Mapped[str] = mapped_column(String(16))
    day: Mapped[date] = mapped_column(Date)  # local day it counts for
    at: Mapped[datetime] = mapped_column(default=clock.now)
    cause_kind: Mapped[str] = mapped_column(String(12))
    cause_id: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[int | None]
    thread_id: Mapped[int | None]  # the root it stands under
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # through whom
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    points: Mapped[int] = mapped_column(default=0)  # granted
    growth: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)  # growth really taken back: what redoing gives
    refused: Mapped[str | None] = mapped_column(String(16))  # why nothing, a key of `rules.REASONS`
    state: Mapped[str] = mapped_column(String(8), default="refused")
    sequence: Mapped[int] = mapped_column(default=0)  # transfers made of it so far
    settles_at: Mapped[datetime | None]


class PaidThread(Model):
    """A thread that paid a member for a comment so long ago that the occurrence is forgotten."""

    __tablename__ = "paid_threads"
    __table_args__ = (Index("ix_paid_threads_user", "user_id"),)

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
