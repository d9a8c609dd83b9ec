"""Lotteries: everything that must be known before, and what proves the draw afterwards."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

MAX_SPONSOR = 80
TOP_PRIZE_YUAN = 50_000  # R36: the highest a prize may be worth
HEX_SHA256 = 64
MAX_CANCELLED = 200
OVERDUE = timedelta(minutes=10)  # its job looks every minute: something keeps it from the draw

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
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(MAX_CANCELLED), default="")

    @property
    def chances(self) -> int:
        """How many prizes there are to win."""
        return sum(prize["count"] for prize in self.prizes)

    @property
    def takes_entries(self) -> bool:
        """Somebody may still come in or go: the list is frozen on time, however late the job is."""
        return self.state == "open" and clock.now() < self.freezes_at

    @property
    def can_be_cancelled(self) -> bool:
        """Before the time of the draw, and again when the draw is overdue: it can't be held then.

        In between what was promised is kept.
        """
        late = clock.now() - self.draws_at
        return self.stands and (late < timedelta(0) or late >= OVERDUE)

    @property
    def stands(self) -> bool:
        """It was announced, and neither drawn nor called off."""
        return self.state in ("open", "frozen")

    def require_entries(self) -> None:
        """Conflict once nobody comes in or goes any more."""
        if not self.takes_entries:
            raise Conflict(lazy("Nobody can enter or leave any more"), code="frozen")

    def cancel(self, reason: str) -> None:
        """There will be no draw, and why; Conflict once its time has come."""
        if not self.can_be_cancelled:
            raise Conflict(lazy("This lottery can't be cancelled any more"), code="too_late")
        self.state, self.cancelled_reason = "cancelled", reason
        self.cancelled_at = clock.now()

    def freeze(self, uids: Sequence[str]) -> bool:
        """From here on these are the entrants; False when it was done, or is not to be done yet."""
        if self.state != "open" or clock.now() < self.freezes_at:
            return False
        self.state, self.frozen_at = "frozen", clock.now()
        self.entrants, self.digest = len(uids), digest_of(uids)
        return True

    def publish(self, seed: str) -> bool:
        """Show the seed, which settles the draw; False when it was, or its time has not come.

        Conflict for a seed nobody was told the commitment of.
        """
        if self.state != "frozen" or clock.now() < self.draws_at:
            return False
        if commitment_of(seed) != self.commitment:
            raise Conflict(lazy("This is not the seed that was committed to"), code="seed")
        self.state, self.drawn_at, self.seed = "drawn", clock.now(), seed
        return True


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


def commitment_of(seed: str) -> str:
    """What is published before anybody enters: SHA-256 of the seed as it is written."""
    return _sha256(seed)


def digest_of(uids: Iterable[str]) -> str:
    """What stands for a list of entrants: SHA-256 of their uids in order, one on each line."""
    return _sha256("\n".join(sorted(uids)))


def drawing_order(seed: str, digest: str, uids: Iterable[str]) -> list[str]:
    """Entrants as they are drawn: by SHA-256 of seed, digest and uid, written one behind another.
    """
    return sorted(uids, key=lambda uid: (_sha256(f"{seed}{digest}{uid}"), uid))


def prizes_in_order(prizes: Iterable[Mapping[str, Any]]) -> list[int]:
    """Which prize each place wins, the best first: [0, 1, 1] for one of the first, two of the next.
    """
    return [number for number, prize in enumerate(prizes) for _each in range(prize["count"])]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
