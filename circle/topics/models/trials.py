"""Trial campaigns: who would like to try something, who was selected, who reported back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

MAX_OFFER = 120
MAX_APPLICATION = 500


class Trial(Model):
    """What a topic offers to try: how many of it, until when to apply and to report."""

    __tablename__ = "trials"
    __table_args__ = (
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("selected >= 0 AND selected <= places", name="selected"),
        CheckConstraint("apply_until <= report_until", name="times"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    offer: Mapped[str] = mapped_column(String(MAX_OFFER))  # what there is to try
    places: Mapped[int]
    selected: Mapped[int] = mapped_column(default=0)
    apply_until: Mapped[datetime]
    report_until: Mapped[datetime]
    min_level: Mapped[int] = mapped_column(default=1)

    @property
    def is_open(self) -> bool:
        """Members may still apply."""
        return clock.now() < self.apply_until

    @property
    def is_late(self) -> bool:
        """Whoever was selected and did not report yet should have."""
        return self.report_until <= clock.now()

    def require_open(self) -> None:
        """Conflict once the time to apply is over."""
        if not self.is_open:
            raise Conflict(lazy("The time to apply is over"), code="closed")

    def take_place(self) -> None:
        """One place less; the caller holds the lock on this row. Conflict when none is left."""
        if self.selected >= self.places:
            raise Conflict(lazy("All places are taken"), code="full")
        self.selected += 1

    def free_place(self) -> None:
        """One place more."""
        self.selected -= 1


class Application(Model):
    """One member's wish to try it, what staff decided, and the report they wrote."""

    __tablename__ = "trial_applications"
    __table_args__ = (
        CheckConstraint("state IN ('applied', 'selected', 'declined', 'reported')", name="state"),
        # those in one state, the earliest first
        Index("ix_trial_applications_state", "topic_id", "state", "applied_at", "user_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    words: Mapped[str] = mapped_column(String(MAX_APPLICATION), default="")  # why, for staff
    state: Mapped[str] = mapped_column(String(8), default="applied")
    applied_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))

    @property
    def has_place(self) -> bool:
        """One of the places is theirs."""
        return self.state in ("selected", "reported")

    def decide(self, state: str, by: int | None) -> None:
        """Select, decline, or leave open again; Conflict once they have reported."""
        if self.state == "reported":
            raise Conflict(lazy("They have reported already"), code="reported")
        self.state = state
        self.decided_by, self.decided_at = (None, None) if state == "applied" else (by, clock.now())

    def report(self, entry_id: int | None) -> None:
        """This floor is their report; None while there is none. Only for who was selected."""
        if not self.has_place:
            raise Conflict(lazy("Only who was selected reports"), code="not_selected")
        self.report_id = entry_id
        self.state = "reported" if entry_id is not None else "selected"
