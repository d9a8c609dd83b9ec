"""What members are reminded of: written once for each cause, shown to whom it still concerns."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

CAUSES = ("due", "event", "day", "poll", "lottery")


class Reminder(Model):
    """One thing of a topic that is soon over; `part` is its day, poll or lottery by number."""

    __tablename__ = "topic_reminders"
    __table_args__ = (
        CheckConstraint("cause IN ('due', 'event', 'day', 'poll', 'lottery')", name="cause"),
        Index("ix_topic_reminders_shown", "circle_id", "until"),  # what stands in a circle now
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    cause: Mapped[str] = mapped_column(String(8), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, default=0)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]  # the hour it is about
