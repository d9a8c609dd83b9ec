"""The thread every kind of topic has: its host, its dates, its floors, and who is in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

KINDS = ("discussion", "challenge", "assignment", "call", "ideas", "event")
MAX_RULES = 2000
MAX_CLOSING = 2000

_ENDING: dict[str, Any] = {
    "sqlite_where": text("ends_at IS NOT NULL AND closed_at IS NULL"),
    "postgresql_where": text("ends_at IS NOT NULL AND closed_at IS NULL"),
}
_TOLD: dict[str, Any] = {
    "sqlite_where": text("result_id IS NOT NULL"),
    "postgresql_where": text("result_id IS NOT NULL"),
}


class Topic(Model):
    """What an entry of kind topic has besides: its kind, its host, its dates and its last floor."""

    __tablename__ = "topics"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('discussion', 'challenge', 'assignment', 'call', 'ideas', 'event')",
            name="kind",
        ),
        CheckConstraint("floors >= 0", name="floors"),
        CheckConstraint("slow_seconds >= 0", name="slow_seconds"),
        # those of one kind, the newest first
        Index("ix_topics_kind", "circle_id", "kind", "opened_at", "entry_id"),
        # those with the latest floor first
        Index("ix_topics_active", "circle_id", "active_at", "entry_id"),
        Index("ix_topics_ending", "ends_at", "entry_id", **_ENDING),  # reminders; still running
        Index("ix_topics_host", "host_id", "circle_id"),
        Index("ix_topics_result", "result_id", **_TOLD),  # whose result a post is
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="discussion")
    host_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rules: Mapped[str] = mapped_column(Text, default="")  # plain words, a line each
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    active_at: Mapped[datetime] = mapped_column(default=clock.now)  # opened, or its last floor
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]  # of an assignment: when it is due
    floors: Mapped[int] = mapped_column(default=0)  # the number given last; never goes back
    participants: Mapped[int] = mapped_column(default=0)
    slow_seconds: Mapped[int] = mapped_column(default=0)  # between two floors of one member
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what its kind asks for
    closing: Mapped[str] = mapped_column(Text, default="")  # the host's last word, on top
    closed_at: Mapped[datetime | None]
    result_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))  # of a call

    @property
    def state(self) -> str:
        """`soon` before it starts, `over` after its end or closing, `running` in between."""
        now = clock.now()
        if self.closed_at is not None or (self.ends_at is not None and self.ends_at <= now):
            return "over"
        if self.starts_at is not None and self.starts_at > now:
            return "soon"
        return "running"

    def number_floor(self) -> int:
        """The next floor; the caller holds the lock on this row."""
        self.floors += 1
        return self.floors

    def close(self, words: str) -> None:
        """The host says the last word; Conflict when somebody did."""
        if self.closed_at is not None:
            raise Conflict(lazy("This topic is closed already"), code="closed")
        self.closing, self.closed_at = words, clock.now()

    def reopen(self) -> None:
        """It goes on; Conflict when it was not closed."""
        if self.closed_at is None:
            raise Conflict(lazy("This topic is open"), code="not_closed")
        self.closed_at = None


class Participation(Model):
    """One member in one topic: how many floors of theirs can be seen, and when the last came."""

    __tablename__ = "participations"
    __table_args__ = (
        CheckConstraint("floors >= 0", name="floors"),
        Index("ix_participations_mine", "user_id", "circle_id", "last_at"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    floors: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=clock.now)  # sent, whether shown or waiting


class Reading(Model):
    """Up to which floor somebody has read a topic."""

    __tablename__ = "topic_readings"

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    floor: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Look(Model):
    """When somebody last opened a topic in which something had happened to them."""

    __tablename__ = "topic_looks"

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
