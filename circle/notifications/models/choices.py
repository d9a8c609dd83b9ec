"""What people choose to hear: by kind and circle, what they muted, when they want quiet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.notifications.kinds import EMAIL, KINDS

EVERYWHERE = 0  # circle_id of a choice that holds wherever no other was made
MUTABLE = ("circle", "thread", "person")
QUIET_FROM, QUIET_UNTIL = 22, 8  # local hours
DIGESTS = ("weekly", "off")
DAILY_BUDGET, WEEKLY_BUDGET = 2, 5  # messages of circles one person gets, over all circles


class NoticeChoice(Model):
    """How one person hears of one kind in one circle, or everywhere."""

    __tablename__ = "notice_choices"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(KINDS)}", name="kind"),
        CheckConstraint(f"email IN {EMAIL}", name="email"),
        Index("ix_notice_choices_circle", "circle_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(primary_key=True, default=EVERYWHERE)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    inbox: Mapped[bool] = mapped_column(default=True)
    email: Mapped[str] = mapped_column(String(8))


class Mute(Model):
    """A circle, a thread or a person somebody hears nothing of, for a while or for good."""

    __tablename__ = "mutes"
    __table_args__ = (
        CheckConstraint(f"kind IN {MUTABLE}", name="kind"),
        Index("ix_mutes_circle", "circle_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)  # circle, root entry or user
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))  # NULL: of a person
    until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class NoticeSettings(Model):
    """What one person chose for all kinds: quiet hours, digest, how much circles may send."""

    __tablename__ = "notice_settings"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23",
                        name="quiet"),
        CheckConstraint("reach_per_day >= 0 AND reach_per_week >= 0", name="budget"),
        CheckConstraint(f"digest IN {DIGESTS}", name="digest"),
        Index("ix_notice_settings_digest", "digest", "last_digest_at"),
    )  # fmt: skip

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    quiet_from: Mapped[int] = mapped_column(default=QUIET_FROM)  # equal to until: no quiet hours
    quiet_until: Mapped[int] = mapped_column(default=QUIET_UNTIL)
    digest: Mapped[str] = mapped_column(String(8), default="weekly")
    reach_per_day: Mapped[int] = mapped_column(default=DAILY_BUDGET)
    reach_per_week: Mapped[int] = mapped_column(default=WEEKLY_BUDGET)
    last_digest_at: Mapped[datetime | None]
    mail_stopped_at: Mapped[datetime | None]  # letters came back
    mail_stopped_why: Mapped[str | None] = mapped_column(String(200))
    mail_turned_days: Mapped[int] = mapped_column(default=0)  # in a row on which they were refused
    mail_turned_at: Mapped[datetime | None]
    mail_turned_later: Mapped[bool] = mapped_column(default=False)  # taken first, then returned
