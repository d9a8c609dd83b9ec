"""Ideas: how each stands, which it was merged into, and who is credited."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

STATUSES = ("collecting", "assessing", "adopted", "shipped", "declined")
MAX_STATUS_NOTE = 300

_MERGED: dict[str, Any] = {
    "sqlite_where": text("merged_into IS NOT NULL"),
    "postgresql_where": text("merged_into IS NOT NULL"),
}


class Idea(Model):
    """A floor that asks for something, and what became of it."""

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint(
            "status IN ('collecting', 'assessing', 'adopted', 'shipped', 'declined')",
            name="status",
        ),
        CheckConstraint("merged_into IS NULL OR merged_into <> entry_id", name="merged_into"),
        # those of one status; the most wanted first
        Index("ix_ideas_status", "topic_id", "status", "entry_id"),
        Index("ix_ideas_merged", "merged_into", **_MERGED),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="collecting")
    status_note: Mapped[str] = mapped_column(String(MAX_STATUS_NOTE), default="")
    status_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))


class Credit(Model):
    """Somebody an adopted idea is owed to: who wrote it, the same, or wanted it too."""

    __tablename__ = "idea_credits"
    __table_args__ = (
        CheckConstraint("part IN ('author', 'merged', 'me_too')", name="part"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    part: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(default=clock.now)
