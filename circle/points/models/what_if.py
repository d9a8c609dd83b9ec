"""What-ifs that were asked for: the rules tried, how far the replay is, and what came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class WhatIf(Model):
    """One replay of a circle's last 90 days under rules nobody saved yet; kept for a week."""

    __tablename__ = "what_ifs"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done')", name="state"),
        Index("ix_what_ifs_circle", "circle_id", "id"),
        Index("ix_what_ifs_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    change: Mapped[dict[str, Any]]  # the form as it was: to be saved from here
    rules: Mapped[dict[str, Any]]  # what differs from the defaults, see `rules.read`
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    total: Mapped[int] = mapped_column(default=0)  # occurrences to go through
    seen: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
