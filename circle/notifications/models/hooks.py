"""What brands hear: their endpoints, what happened, and how each of it was delivered."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid

MAX_URL, MAX_NOTE = 500, 80
WHY_OFF = ("staff", "failing", "gone")  # switched off; failed for days; answered 410
STATES = ("waiting", "delivered", "failed")
TROUBLES = ("status", "address", "private", "name", "refused", "tls", "timeout", "broken",
            "secret")  # fmt: skip
KEPT = timedelta(days=30)  # what was sent, and how that went
OLD_SECRET_LASTS = timedelta(hours=24)  # after another was made
_WAITING = text("state = 'waiting'")
_UNSORTED = text("body IS NULL")
_LISTENS = text("removed_at IS NULL")


class HookEndpoint(Model):
    """An address of a brand's server that hears what it asked for, of one circle or of all."""

    __tablename__ = "hook_endpoints"
    __table_args__ = (
        CheckConstraint(f"off_why IN {WHY_OFF}", name="off_why"),
        CheckConstraint("(off_at IS NULL) = (off_why IS NULL)", name="off"),
        CheckConstraint("(old_secret IS NULL) = (old_until IS NULL)", name="old_secret"),
        CheckConstraint("fails >= 0", name="fails"),
        # who hears of a circle; the list of a brand
        Index("ix_hook_endpoints_brand", "brand_id", "id",
              sqlite_where=_LISTENS, postgresql_where=_LISTENS),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), index=True)
    url: Mapped[str] = mapped_column(String(MAX_URL))
    note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    secret: Mapped[str] = mapped_column(String(200))  # sealed
    old_secret: Mapped[str | None] = mapped_column(String(200))  # sealed; good until then
    old_until: Mapped[datetime | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    off_why: Mapped[str | None] = mapped_column(String(8))
    fails: Mapped[int] = mapped_column(default=0)  # in a row
    failing_since: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # when something was last taken
    rests_until: Mapped[datetime | None]  # nothing is sent before
    busy_until: Mapped[datetime | None]  # somebody is sending; past it they died

    @property
    def is_on(self) -> bool:
        """Whether it is sent to."""
        return self.off_at is None and self.removed_at is None

    @property
    def seal(self) -> str:
        """Where its secrets belong: sealed for here, they open nowhere else."""
        return f"hook_endpoints:{self.uid}"

    def turn_off(self, why: str) -> None:
        """Nothing is sent any more until somebody turns it on."""
        if self.off_at is None:
            self.off_at, self.off_why = clock.now(), why

    def turn_on(self) -> None:
        """It is sent to, with a clean slate."""
        self.off_at = self.off_why = None
        self.note_success(self.heard_at)

    def note_success(self, at: datetime | None) -> None:
        """It took something: what failed before is forgotten."""
        self.heard_at, self.fails = at, 0
        self.failing_since = self.rests_until = None


class HookMessage(Model):
    """One thing that happened which an endpoint wants to hear of.

    `facts` are ids as the event told them; `body` is what is sent, written once, so that every try
    sends the same bytes. Nothing else is ever written to it.
    """

    __tablename__ = "hook_messages"
    __table_args__ = (
        Index("ix_hook_messages_unsorted", "id",
              sqlite_where=_UNSORTED, postgresql_where=_UNSORTED),
        Index("ix_hook_messages_circle", "circle_id", "at"),  # sent again from a day to a day
        Index("ix_hook_messages_at", "at"),  # what is forgotten
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"), index=True)  # then
    kind: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[str | None] = mapped_column(String(4000))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class HookDelivery(Model):
    """One message to one endpoint: tried until it is taken, or given up."""

    __tablename__ = "hook_deliveries"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("uq_hook_deliveries_message", "message_id", "endpoint_id", unique=True),
        # what is to be sent where; the log of an endpoint
        Index("ix_hook_deliveries_due", "endpoint_id", "due_at", "id",
              sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_hook_deliveries_log", "endpoint_id", "message_id", "id"),
        Index("ix_hook_deliveries_circle", "circle_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("hook_messages.id"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("hook_endpoints.id"))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)  # since it was last asked for
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]


class HookAttempt(Model):
    """One try: when, what was answered, how long it took. Nothing of the answer itself is kept."""

    __tablename__ = "hook_attempts"
    __table_args__ = (
        CheckConstraint(f"trouble IN {TROUBLES}", name="trouble"),
        Index("ix_hook_attempts_delivery", "delivery_id", "id"),
        Index("ix_hook_attempts_circle", "circle_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("hook_deliveries.id"))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    status: Mapped[int | None]  # NULL: no answer came
    trouble: Mapped[str | None] = mapped_column(String(8))  # NULL: it was taken
    ms: Mapped[int]
