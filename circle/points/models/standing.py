"""What members see of their standing: check-ins, sums by period, tallies and badges."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class CheckIn(Model):
    """A member was here on one local day; once, whatever clock or zone says later."""

    __tablename__ = "check_ins"
    __table_args__ = (Index("ix_check_ins_user", "user_id"),)

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    streak: Mapped[int] = mapped_column(default=1)  # days in a row up to this one
    made_up: Mapped[bool] = mapped_column(default=False)  # mended afterwards, with points
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Standing(Model):
    """What a member contributed in one period, as growth: the leaderboards.

    `period` is `d2026-11-22`, `w2026-47` (ISO week), `m2026-11` or `all`.
    """

    __tablename__ = "standings"
    __table_args__ = (
        Index("ix_standings_board", "circle_id", "period", "score", "user_id"),
        Index("ix_standings_user", "user_id"),
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(11), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    score: Mapped[int] = mapped_column(default=0)


class MemberTally(Model):
    """How often a member did one thing in a circle, for badges; never falls below zero."""

    __tablename__ = "member_tallies"
    __table_args__ = (Index("ix_member_tallies_user", "user_id"),)

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class MemberBadge(Model):
    """A badge a member earned; it stays."""

    __tablename__ = "member_badges"
    __table_args__ = (
        Index("ix_member_badges_badge", "circle_id", "badge", "earned_at"),  # who holds one
        Index("ix_member_badges_user", "user_id"),
    )

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    badge: Mapped[str] = mapped_column(String(20), primary_key=True)
    earned_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]
