"""Assignments: what each member handed in, and what the host said of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

GRADES = ("excellent", "good", "passed", "again")
MAX_NOTE = 500


class Submission(Model):
    """A floor that answers an assignment: one for each member, graded with a note or not yet."""

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint(
            "grade IS NULL OR grade IN ('excellent', 'good', 'passed', 'again')", name="grade"
        ),
        Index("uq_submissions_once", "topic_id", "user_id", unique=True),
        # not looked at yet, the earliest first
        Index("ix_submissions_review", "topic_id", "reviewed_at", "entry_id"),
        Index("ix_submissions_mine", "user_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    handed_in_at: Mapped[datetime] = mapped_column(default=clock.now)
    late: Mapped[bool] = mapped_column(default=False)
    grade: Mapped[str | None] = mapped_column(String(10))
    review_note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]  # held up as a good one
