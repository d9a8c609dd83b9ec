"""Events: where and for how many, who signed up, who waits, who came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model

MAX_PLACE = 120


class Gathering(Model):
    """What a topic of kind event has besides: its place, its places, and the code at the door."""

    __tablename__ = "gatherings"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("going >= 0 AND (capacity IS NULL OR going <= capacity)", name="going"),
        CheckConstraint("waiting >= 0", name="waiting"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    place: Mapped[str] = mapped_column(String(MAX_PLACE), default="")
    capacity: Mapped[int | None]  # None: everybody
    going: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    numbers: Mapped[int] = mapped_column(default=0)  # the last number given to a sign-up
    door_code: Mapped[str] = mapped_column(String(32))  # secret: staff show it as a QR code


class SignUp(Model):
    """One member's sign-up: its number says who was first."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        CheckConstraint("state IN ('going', 'waiting', 'cancelled')", name="state"),
        Index("uq_sign_ups_number", "topic_id", "number", unique=True),
        # who comes, who waits, in order
        Index("ix_sign_ups_state", "topic_id", "state", "number"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="going")
    signed_up_at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_up_at: Mapped[datetime | None]  # from the waiting list, when a place came free
    checked_in_at: Mapped[datetime | None]
