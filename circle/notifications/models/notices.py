"""What somebody is to hear of, as ids; and who stands behind what several people did."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.notifications.kinds import KINDS

MAX_CAUSE = 64
_UNREAD = text("read_at IS NULL")


class Notice(Model):
    """One thing one person hears of, once for each cause.

    No word is kept, and never who wrote without a name: what is shown is read when it is shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(KINDS)}", name="kind"),
        CheckConstraint("people >= 0", name="people"),
        Index("uq_notices_cause", "user_id", "cause", unique=True),
        Index("ix_notices_user", "user_id", "at", "id"),  # the inbox, newest first
        Index(  # the badge
            "ix_notices_unread", "user_id", "at", "id",
            sqlite_where=_UNREAD, postgresql_where=_UNREAD,
        ),
        Index("ix_notices_thread", "thread_id", "user_id"),  # read where it happened
        Index("ix_notices_at", "at"),  # what is forgotten
        Index("ix_notices_told", "cause"),  # what is no longer so, whoever was told
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(32))  # which sentence
    cause: Mapped[str] = mapped_column(String(MAX_CAUSE))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))  # root of the entry
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    people: Mapped[int | None]  # behind a grouped notice; NULL: it is none
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]


class NoticePerson(Model):
    """Somebody behind a grouped notice; `is_on` no more when they took it back."""

    __tablename__ = "notice_people"
    __table_args__ = (
        Index("ix_notice_people_latest", "notice_id", "at"),
        Index("ix_notice_people_user", "user_id", "notice_id"),  # whose name is forgotten
    )

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    number: Mapped[int] = mapped_column(default=0)  # of the last time, where each time is news
    at: Mapped[datetime] = mapped_column(default=clock.now)
