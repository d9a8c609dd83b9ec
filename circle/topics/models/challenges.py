"""Challenges: the days a member took part, and where that puts them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class ChallengeDay(Model):
    """One local day of one member in a challenge: by a floor, or made up with points."""

    __tablename__ = "challenge_days"
    __table_args__ = (Index("ix_challenge_days_entry", "entry_id"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))  # None: made up
    made_up_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Standing(Model):
    """Where a member stands in a challenge: days, streak, and when that many days were reached."""

    __tablename__ = "challenge_standings"
    __table_args__ = (
        CheckConstraint("days >= 0 AND streak >= 0 AND longest >= streak", name="counts"),
        # the ranking: more days first, then who had them earlier
        Index("ix_challenge_standings_rank", "topic_id", "days", "reached_at", "user_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    days: Mapped[int] = mapped_column(default=0)
    streak: Mapped[int] = mapped_column(default=0)  # up to last_day
    longest: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date | None] = mapped_column(Date)
    reached_at: Mapped[datetime] = mapped_column(default=clock.now)
