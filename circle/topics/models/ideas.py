"""Ideas: how each stands, which it was merged into, and who is credited."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

STATUSES = ("collecting", "assessing", "adopted", "shipped", "declined")
CREDITING = ("adopted", "shipped")  # who contributed is named while an idea stands so
MAX_STATUS_NOTE = 300

_LISTED: dict[str, Any] = {"sqlite_where": text("listed"), "postgresql_where": text("listed")}
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
        CheckConstraint("wanted >= 0 AND credited >= 0", name="counts"),
        # those of a topic, and those of one status; the most wanted first
        Index("ix_ideas_wanted", "topic_id", "wanted", "entry_id", **_LISTED),
        Index("ix_ideas_status", "topic_id", "status", "wanted", "entry_id", **_LISTED),
        Index("ix_ideas_merged", "merged_into", **_MERGED),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="collecting")
    status_note: Mapped[str] = mapped_column(String(MAX_STATUS_NOTE), default="")
    status_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    listed: Mapped[bool] = mapped_column(default=True)  # on show, and not merged into another
    wanted: Mapped[int] = mapped_column(default=0)  # people: its me-toos and those merged into it
    credited: Mapped[int] = mapped_column(default=0)

    @property
    def counts_for(self) -> int:
        """The idea its me-toos count for: itself, or the one it was merged into."""
        return self.merged_into or self.entry_id

    @property
    def names_people(self) -> bool:
        """Whether those it is owed to are named beside it."""
        return self.status in CREDITING and self.merged_into is None

    def stand_at(self, status: str, note: str) -> bool:
        """What is made of it; False when that is known already. Conflict for a merged one."""
        if self.merged_into is not None:
            raise Conflict(MERGED, code="merged")
        if (self.status, self.status_note) == (status, note):
            return False
        if self.status != status:
            self.status_at = clock.now()
        self.status, self.status_note = status, note
        return True

    def merge_into(self, other: "Idea") -> None:
        """It asks for the same as another of its topic; Conflict for itself or a merged one."""
        if other.entry_id == self.entry_id:
            raise Conflict(lazy("An idea can't be merged into itself"), code="same")
        if other.merged_into is not None:
            raise Conflict(lazy("That one was merged into another already"), code="merged")
        self.merged_into, self.listed = other.entry_id, False


MERGED = lazy("This idea was merged into another; go on there")


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
