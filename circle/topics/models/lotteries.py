"""Lotteries: everything that must be known before, and what proves the draw afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

MAX_SPONSOR = 80
TOP_PRIZE_YUAN = 50_000  # R36: the highest a prize may be worth
HEX_SHA256 = 64

_TO_DRAW: dict[str, Any] = {
    "sqlite_where": text("state IN ('open', 'frozen')"),
    "postgresql_where": text("state IN ('open', 'frozen')"),
}


class Lottery(Model):
    """A draw in a topic: rules, prizes and times stand from the beginning and never change.

    `commitment` is SHA-256 of the seed and published before anybody enters; `digest` is SHA-256 of
    the entrants' uids, one on each line in order, published when the list is frozen; winners are
    the first by SHA-256(seed, digest, uid), which anybody can work out once the seed is published.
    """

    __tablename__ = "lotteries"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'frozen', 'drawn', 'cancelled')", name="state"),
        CheckConstraint("freezes_at <= draws_at", name="times"),
        Index("uq_lotteries_entry", "entry_id", unique=True),
        Index("ix_lotteries_due", "freezes_at", **_TO_DRAW),  # the job that freezes and draws
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))  # the topic
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    sponsor: Mapped[str] = mapped_column(String(MAX_SPONSOR))
    rules: Mapped[str] = mapped_column(Text)
    prizes: Mapped[list[Any]] = mapped_column(default=list)  # [{name, count, worth}], best first
    freezes_at: Mapped[datetime]
    draws_at: Mapped[datetime]
    min_account_days: Mapped[int] = mapped_column(default=7)
    min_entries: Mapped[int] = mapped_column(default=1)  # own entries on show before it opened
    commitment: Mapped[str] = mapped_column(String(HEX_SHA256))
    sealed_seed: Mapped[str] = mapped_column(String(200))
    seed: Mapped[str | None] = mapped_column(String(HEX_SHA256))  # published by the draw
    digest: Mapped[str | None] = mapped_column(String(HEX_SHA256))  # published by the freeze
    entrants: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    frozen_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(200), default="")


class Entrant(Model):
    """Somebody in a draw; `uid` stands for them in public, and `prize` is what they won."""

    __tablename__ = "lottery_entrants"
    __table_args__ = (
        Index("uq_lottery_entrants_uid", "lottery_id", "uid", unique=True),  # the list, in order
        Index("ix_lottery_entrants_prize", "lottery_id", "place"),  # winners
    )

    lottery_id: Mapped[int] = mapped_column(ForeignKey("lotteries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    uid: Mapped[str] = mapped_column(String(26))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    place: Mapped[int | None]  # 1 is the first drawn; None: won nothing, or not drawn yet
    prize: Mapped[int | None]  # which of the lottery's prizes, from 0
