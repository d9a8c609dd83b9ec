"""The table of pictures (voice, video and files later): who brought them and where they hang."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid

SIZES = ("small", "medium", "large")  # the copies kept of every picture


class Media(Model):
    """One uploaded picture: its owner's alone until an entry carries it."""

    __tablename__ = "media"
    __table_args__ = (
        Index("ix_media_entry", "entry_id", "position"),
        Index("ix_media_loose", "entry_id", "created_at"),  # sweep what was never used
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10), default="picture")
    status: Mapped[str] = mapped_column(String(10), default="ready")  # ready, removed
    storage_key: Mapped[str] = mapped_column(String(120))  # + "/small.webp" and so on
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes of the three sizes together
    placeholder: Mapped[str] = mapped_column(Text, default="")  # data URI
    colour: Mapped[str] = mapped_column(String(7), default="#888888")
    alt: Mapped[str] = mapped_column(String(300), default="")
    ai_metadata: Mapped[bool] = mapped_column(default=False)
    # what the QR codes in it say
    codes: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    kept_until: Mapped[datetime | None]  # somebody keeps it as evidence: no sweep drops it before
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
