"""What somebody kept of what was said to them, as it stood then, whatever became of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

LASTS = timedelta(days=3 * 365)  # as long as somebody may go to court over it
UNDO = timedelta(minutes=10)
MOST = 200  # that one person keeps
_HELD: dict[str, Any] = {
    "sqlite_where": text("case_id IS NOT NULL"), "postgresql_where": text("case_id IS NOT NULL"),
}  # fmt: skip


class Evidence(Model):
    """An entry or a person as the keeper saw them at a moment; nothing changes it.

    It outlives what it is of, and the circle: so it names both by plain numbers, and belongs to
    its keeper. NULL for the keeper: their account is closed, and staff handle a case with it.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("about IN ('entry', 'person')", name="about"),
        CheckConstraint("keeper_id IS NOT NULL OR case_id IS NOT NULL", name="whose"),
        Index("ix_evidence_keeper", "keeper_id", "id"),
        Index("ix_evidence_case", "case_id", **_HELD),  # what staff see with a case
        Index("ix_evidence_until", "until"),  # what is to be forgotten
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    about: Mapped[str] = mapped_column(String(8))
    about_id: Mapped[int] = mapped_column(BigInteger)  # of an entry, or of a person
    of_circle: Mapped[int | None] = mapped_column(BigInteger)
    told: Mapped[dict[str, Any]]  # who said what, when, where; the pictures with their digests
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of what is told
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(BigInteger)  # it was reported: whose case it is
    removed_at: Mapped[datetime | None]  # its keeper dropped it; for ten minutes it comes back
