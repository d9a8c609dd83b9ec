"""What circles send to their members, and the ledger of who was reached, or was not and why."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

STATES = ("draft", "scheduled", "sending", "halted", "done", "stopped")
REACHED = ("queued", "delivered", "held")
HELD = ("muted", "day", "week", "quiet_mode", "stopped", "gone")
MAX_POINT, MAX_TITLE, MAX_BODY = 60, 40, 400
MOST_A_DAY, MOST_A_WEEK = 2, 5  # one member over all circles; nobody can raise it
AD_WEIGHT = 2  # what leads to an advertisement counts as two
BLAME = timedelta(days=7)  # a mute or a leave so soon after a message is put down to it
FEWEST = 5  # of so few, a number would say who opened it
_WAITS = text("state = 'queued'")


class Broadcast(Model):
    """One message of a circle to its members or some of them; once sent its words stand."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(title_b IS NULL) = (body_b IS NULL)", name="variants"),
        Index("ix_broadcasts_circle", "circle_id", "id"),
        Index("ix_broadcasts_due", "state", "send_at"),  # the job that begins and goes on
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    point: Mapped[str] = mapped_column(String(MAX_POINT))  # what it is for, as members read it
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    body: Mapped[str] = mapped_column(String(MAX_BODY))
    title_b: Mapped[str | None] = mapped_column(String(MAX_TITLE))
    body_b: Mapped[str | None] = mapped_column(String(MAX_BODY))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    audience: Mapped[dict[str, Any]]  # roles, levels, labels; nothing chosen: everybody
    weight: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    at: Mapped[int] = mapped_column(default=0)  # the membership the fan-out came to
    send_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # What came of it, as counted last: a list of messages does not count its members each time.
    counted_at: Mapped[datetime | None]
    delivered: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int | None]  # NULL: too few to tell
    muted: Mapped[int | None]
    left: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def has_variants(self) -> bool:
        """Two wordings are tried against each other."""
        return self.title_b is not None

    @property
    def is_open(self) -> bool:
        """Its words can be changed: nobody has them yet."""
        return self.state in ("draft", "scheduled")

    def variant_of(self, user_id: int) -> str:
        """Which wording somebody gets: the same however often it is asked."""
        if not self.has_variants:
            return "a"
        digest = hashlib.sha256(f"{self.id}:{user_id}".encode()).digest()
        return "ab"[digest[0] & 1]

    def words(self, variant: str) -> tuple[str, str]:
        """Title and body of a wording."""
        if variant == "b" and self.title_b is not None and self.body_b is not None:
            return self.title_b, self.body_b
        return self.title, self.body

    def schedule(self, at: datetime) -> None:
        """Go out then; Conflict when it went already."""
        if not self.is_open:
            raise Conflict(lazy("It went out already"), code="sent")
        self.state, self.send_at = "scheduled", at

    def keep_back(self) -> None:
        """Be a draft again; Conflict when it went already."""
        if not self.is_open:
            raise Conflict(lazy("It went out already"), code="sent")
        self.state, self.send_at = "draft", None

    def begin(self) -> None:
        """Start to go out."""
        self.state, self.begun_at = "sending", clock.now()

    def halt(self) -> None:
        """Stand still half-way: the jobs that carried it are dead."""
        self.state = "halted"

    def resume(self) -> None:
        """Go on from where it stood still; Conflict when it did not."""
        if self.state != "halted":
            raise Conflict(lazy("It did not stand still"), code="not_halted")
        self.state = "sending"

    def end(self) -> None:
        """Have come to everybody it comes to."""
        self.state, self.ended_at = "done", clock.now()

    def stop(self) -> None:
        """Reach nobody more; Conflict unless it is on its way or out."""
        if self.state not in ("sending", "halted", "done"):
            raise Conflict(lazy("It is not on its way"), code="not_sent")
        self.state, self.ended_at = "stopped", clock.now()


class Reach(Model):
    """One member a message was meant for: whether it came, why not, and what they did then."""

    __tablename__ = "reaches"
    __table_args__ = (
        CheckConstraint(f"state IN {REACHED}", name="state"),
        CheckConstraint("(state = 'held') = (why IS NOT NULL)", name="why"),
        Index("ix_reaches_user", "user_id", "state", "at"),  # how much reached them lately
        Index("ix_reaches_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    variant: Mapped[str] = mapped_column(String(1), default="a")
    weight: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(12))
    due_at: Mapped[datetime | None]  # of what waits for the morning
    at: Mapped[datetime] = mapped_column(default=clock.now)  # decided, or delivered
    opened_at: Mapped[datetime | None]
    muted_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
