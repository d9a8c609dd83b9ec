"""Trial campaigns: who would like to try something, who was selected, who reported back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

MAX_OFFER = 120
MAX_APPLICATION = 500


class Trial(Model):
    """What a topic offers to try: how many of it, until when to apply and to report."""

    __tablename__ = "trials"
    __table_args__ = (
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("selected >= 0 AND selected <= places", name="selected"),
        CheckConstraint("apply_until <= report_until", name="times"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    offer: Mapped[str] = mapped_column(String(MAX_OFFER))  # what there is to try
    places: Mapped[int]
    selected: Mapped[int] = mapped_column(default=0)
    apply_until: Mapped[datetime]
    report_until: Mapped[datetime]
    min_level: Mapped[int] = mapped_column(default=1)


class Application(Model):
    """One member's wish to try it, what staff decided, and the report they wrote."""

    __tablename__ = "trial_applications"
    __table_args__ = (
        CheckConstraint("state IN ('applied', 'selected', 'declined', 'reported')", name="state"),
        # those in one state, the earliest first
        Index("ix_trial_applications_state", "topic_id", "state", "applied_at", "user_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    words: Mapped[str] = mapped_column(String(MAX_APPLICATION), default="")  # why, for staff
    state: Mapped[str] = mapped_column(String(8), default="applied")
    applied_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
