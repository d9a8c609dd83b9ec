"""Assignments: what each member handed in, and what the host said of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

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
    grade: Mapped[str | None] = mapped_column(String(10))
    review_note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]  # held up as a good one

    def is_late(self, due: datetime | None) -> bool:
        """Handed in after it was due."""
        return due is not None and self.handed_in_at > due

    def review(self, grade: str, note: str, by: int | None) -> None:
        """Somebody looked at it; the last word counts."""
        self.grade, self.review_note = grade, note
        self.reviewed_by, self.reviewed_at = by, clock.now()

    def unreview(self) -> None:
        """Nobody looked at it after all; Conflict when nobody had."""
        if self.grade is None:
            raise Conflict(lazy("Nobody has looked at this yet"), code="not_reviewed")
        self.grade, self.review_note = None, ""
        self.reviewed_by = self.reviewed_at = None

    def hand_in_again(self) -> None:
        """What was to be done again was changed after that: it waits to be looked at once more."""
        if self.grade == "again":
            self.reviewed_at = None

    def show(self) -> None:
        """Held up as a good one, once."""
        self.shown_at = self.shown_at or clock.now()
