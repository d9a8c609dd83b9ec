"""What staff did, what it touched, until when it can be undone, and what was said against it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

ACTS = (
    "approve", "reject", "hide", "remove", "withhold", "restore", "clean_up",  # entries
    "warn", "mute", "unmute", "put_out", "ban", "lift_ban",  # members of a circle
    "silence", "unsilence", "close_out", "let_in",  # people, on the whole site
    "uphold", "decline",  # appeals
)  # fmt: skip
SANCTIONS = ("warn", "mute", "put_out", "ban", "silence", "close_out")
APPEALABLE = ("reject", "hide", "remove", *SANCTIONS)
UNDOABLE = ("approve", "reject", "hide", "remove", "restore", "clean_up", *SANCTIONS)
UNDO = timedelta(hours=24)  # long enough to notice a slip, short enough that little moved on
MAX_REASON = 200
MAX_APPEAL = 1000


class Act(Model):
    """One thing somebody of the staff did, or (`by_id` is NULL) the product by a rule.

    `user_id` is whom it concerns: read for telling them and for nothing else, since an unnamed
    entry's author stands there too. `before` is what undoing puts back.
    """

    __tablename__ = "acts"
    __table_args__ = (
        CheckConstraint(f"kind IN {ACTS}", name="kind"),
        CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name="undone"),
        Index("ix_acts_circle", "circle_id", "id"),  # what was done here, newest first
        Index("ix_acts_entry", "entry_id", "id"),
        Index("ix_acts_member", "membership_id", "id"),
        Index("ix_acts_user", "user_id", "id"),  # what was decided about me
        Index("ix_acts_by", "by_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))  # NULL: the whole site
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(10))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    rule: Mapped[str | None] = mapped_column(String(60))
    until: Mapped[datetime | None]  # of a mute or a silence
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    touched: Mapped[int] = mapped_column(default=1)  # entries, of a clean-up
    # by staff of the site, in a circle whose staff they are not: that circle cannot take it back
    by_site: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(default=clock.now)
    undo_until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @property
    def is_undone(self) -> bool:
        """It was taken back."""
        return self.undone_at is not None

    @property
    def is_final(self) -> bool:
        """Nothing takes it back: an answer to an appeal, a new wording that is out or was refused.
        """
        if self.kind in ("approve", "reject") and "edit" in self.before.values():
            return True
        return self.kind not in UNDOABLE

    def undo(self, by_id: int | None, *, late: bool = False) -> None:
        """Take it back; Conflict when that was done already or its time is over.

        An appeal that is upheld takes it back however late it is.
        """
        if self.is_undone:
            raise Conflict(lazy("This was undone already"), code="undone")
        if not late and self.undo_until < clock.now():
            raise Conflict(lazy("It is too late to undo this"), code="too_late")
        self.undone_at, self.undone_by = clock.now(), by_id


class ActEntry(Model):
    """An entry that one step took out of sight together with others."""

    __tablename__ = "act_entries"
    __table_args__ = (
        Index("ix_act_entries_entry", "entry_id"),
        Index("ix_act_entries_author", "author_id", "act_id"),  # what was decided about me
    )

    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Appeal(Model):
    """Whom an act concerns asks for another look; somebody else than who did it decides."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("decided_by <> by_id AND decided_by <> against_id", name="other"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="decided"),
        Index("uq_appeals_act", "act_id", "by_id", unique=True),
        Index("ix_appeals_mine", "by_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), index=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who did it
    text: Mapped[str] = mapped_column(String(MAX_APPEAL))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(MAX_REASON), default="")

    def decide(self, by_id: int, *, upheld: bool, answer: str) -> None:
        """Say yes or no to it; Conflict when somebody was faster."""
        if self.decided_at is not None:
            raise Conflict(lazy("Somebody decided this already"), code="decided")
        self.decided_at, self.decided_by = clock.now(), by_id
        self.upheld, self.answer = upheld, answer
