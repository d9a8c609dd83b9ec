"""Challenges: the days a member took part, and where that puts them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

ONE_DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
EARLIER = 2**52  # microseconds since 1970, until the year 2112; 366 days of it fit 62 bits


class ChallengeDay(Model):
    """One local day of one member in a challenge: by a floor, or made up with points."""

    __tablename__ = "challenge_days"
    __table_args__ = (Index("ix_challenge_days_entry", "entry_id"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))  # None: made up
    made_up_at: Mapped[datetime | None]  # stays when a floor of that day comes back
    at: Mapped[datetime] = mapped_column(default=clock.now)  # the floor's hour, else made_up_at

    @property
    def state(self) -> str:
        """`done` by a floor others can see, else `made_up`."""
        return "made_up" if self.entry_id is None else "done"


class Standing(Model):
    """Where a member stands in a challenge: days, streak, and when that many days were reached."""

    __tablename__ = "challenge_standings"
    __table_args__ = (
        CheckConstraint("days >= 0 AND streak >= 0 AND longest >= streak", name="counts"),
        # the ranking: more days first, then who had them earlier
        Index("ix_challenge_standings_rank", "topic_id", "rank", "user_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    days: Mapped[int] = mapped_column(default=0)
    streak: Mapped[int] = mapped_column(default=0)  # up to last_day
    longest: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date | None] = mapped_column(Date)
    reached_at: Mapped[datetime] = mapped_column(default=clock.now)
    rank: Mapped[int] = mapped_column(BigInteger, default=0)  # the more, the further ahead

    def count(self, days: Sequence[ChallengeDay]) -> None:
        """Stand where these days, in order and all there are, put one."""
        self.days, self.streak, self.longest = len(days), 0, 0
        before: date | None = None
        for one in days:
            follows = before is not None and one.day - before == ONE_DAY
            self.streak = self.streak + 1 if follows else 1
            self.longest, before = max(self.longest, self.streak), one.day
        self.last_day = before
        self.reached_at = max((one.at for one in days), default=clock.EPOCH)
        self.rank = rank_of(self.days, self.reached_at)

    def streak_on(self, today: date) -> int:
        """Days in a row up to today; up to yesterday while today can still be added."""
        recent = self.last_day is not None and self.last_day >= today - ONE_DAY
        return self.streak if recent else 0


def rank_of(days: int, reached_at: datetime) -> int:
    """More days come first; among equal ones, who had them earlier. A number to sort by."""
    return days * EARLIER + EARLIER - 1 - (reached_at - clock.EPOCH) // MICROSECOND
