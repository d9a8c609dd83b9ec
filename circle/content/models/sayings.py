"""The table of what was said within a day: what is said again and again is told from it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model


class Saying(Model):
    """One key of what one entry says: a digest, no word of it. Texts that are alike share one."""

    __tablename__ = "sayings"
    __table_args__ = (
        Index("ix_sayings_key", "key", "anonymous", "at"),  # who said something like it lately
        Index("ix_sayings_author", "author_id", "anonymous", "at"),  # what somebody said just now
        Index("ix_sayings_at", "at"),  # whose time is over
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    anonymous: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)
