"""Calls for entries: which floors were shortlisted, and which were chosen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class Pick(Model):
    """A floor the host put on the shortlist, and perhaps chose."""

    __tablename__ = "picks"
    __table_args__ = (Index("ix_picks_topic", "topic_id", "chosen_at", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    shortlisted_at: Mapped[datetime] = mapped_column(default=clock.now)
    chosen_at: Mapped[datetime | None]

    def choose(self) -> None:
        """Chosen, once."""
        self.chosen_at = self.chosen_at or clock.now()
