"""What somebody has to look at: one open case for each thing, whatever brought it there."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

SUBJECTS = ("entry", "member", "person", "circle", "appeal")
SOURCES = (  # in the order in which the page names them
    "rule", "watched", "flood", "provider", "newcomer", "pre_review", "edit", "report", "appeal",
    "patrol",
)  # fmt: skip
DESKS = ("circle", "site", "both")
URGENT, USUAL, PATROL = 0, 1, 2  # illegal or about minors; anything; looked at when there is time
DUE = {URGENT: timedelta(hours=2), USUAL: timedelta(hours=24), PATROL: timedelta(days=7)}
CLAIM = timedelta(minutes=15)  # nobody else is offered it meanwhile
MAX_NOTE = 500
REASONS = ("spam", "ad", "abuse", "illegal", "minors", "privacy", "other")
URGENT_REASONS = ("illegal", "minors")
RANKS = 10**17  # more than any time in microseconds, so that urgency comes first
_BEFORE_CIRCLE = text("closed_at IS NULL AND desk <> 'site'")
_BEFORE_SITE = text("closed_at IS NULL AND desk <> 'circle'")
_CLAIMED = text("claimed_by IS NOT NULL")
_UNSIGNED = text("by_id IS NULL")


def _one_open(column: str) -> Index:
    """Whatever brings a thing before staff, it is one case as long as that is open."""
    return Index(
        f"uq_cases_open_{column}", column, unique=True,
        sqlite_where=text(f"closed_at IS NULL AND {column} IS NOT NULL"),
        postgresql_where=text(f"closed_at IS NULL AND {column} IS NOT NULL"),
    )  # fmt: skip


class Case(Model):
    """One thing to look at: an entry, a member, a person anywhere, a whole circle, an appeal.

    `place` orders the queue: what is urgent first, then what is due first.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"subject IN {SUBJECTS}", name="subject"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint(f"desk IN {DESKS}", name="desk"),
        CheckConstraint("urgency BETWEEN 0 AND 2", name="urgency"),
        CheckConstraint("(closed_at IS NULL) = (decision IS NULL)", name="closed"),
        _one_open("entry_id"),
        _one_open("membership_id"),
        _one_open("user_id"),
        _one_open("reported_circle_id"),
        _one_open("appeal_id"),
        Index(  # a circle's queue
            "ix_cases_queue", "circle_id", "place", "id",
            sqlite_where=_BEFORE_CIRCLE, postgresql_where=_BEFORE_CIRCLE,
        ),
        Index(  # of it what one thing brought
            "ix_cases_source", "circle_id", "source", "place", "id",
            sqlite_where=_BEFORE_CIRCLE, postgresql_where=_BEFORE_CIRCLE,
        ),
        Index(  # what somebody took on
            "ix_cases_claimed", "claimed_by", "circle_id",
            sqlite_where=_CLAIMED, postgresql_where=_CLAIMED,
        ),
        Index(  # the site's
            "ix_cases_site", "place", "id",
            sqlite_where=_BEFORE_SITE, postgresql_where=_BEFORE_SITE,
        ),
        Index("ix_cases_closed", "circle_id", "closed_at", "id"),  # what was decided, latest first
        Index("ix_cases_entry", "entry_id", "id"),
        Index("ix_cases_member", "membership_id", "id"),
        Index("ix_cases_act", "act_id"),  # what undoing an act opens again
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))  # NULL: a person
    desk: Mapped[str] = mapped_column(String(8), default="circle")  # who is to look at it
    subject: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # on the whole site
    reported_circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"))
    source: Mapped[str] = mapped_column(String(12))  # what brought it first
    sources: Mapped[list[Any]] = mapped_column(default=list)  # all that did
    rule: Mapped[str | None] = mapped_column(String(60))
    urgency: Mapped[int] = mapped_column(default=USUAL)
    place: Mapped[int]
    reports_count: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int] = mapped_column(default=0)  # of the reports together
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    claimed_until: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(String(8))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))  # what was done about it

    @property
    def is_open(self) -> bool:
        """Nobody has decided it."""
        return self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        """It should have been decided."""
        return self.is_open and self.due_at < clock.now()

    @property
    def hours_left(self) -> int:
        """How many hours are left to decide it, begun ones too."""
        return max(0, -(-(self.due_at - clock.now()) // timedelta(hours=1)))

    def bring(self, source: str, urgency: int, rule: str | None = None) -> None:
        """Something else brings it before staff: it is due at the sooner of both times."""
        if source not in self.sources:
            self.sources = [*self.sources, source]
        self.rule = self.rule or rule
        self.urgency = min(self.urgency, urgency)
        self.due_at = min(self.due_at, clock.now() + DUE[urgency])
        self.put_in_place()

    def put_in_place(self) -> None:
        """Keep its place in the queue true to urgency and due time."""
        since = (self.due_at - clock.EPOCH) // timedelta(microseconds=1)
        self.place = self.urgency * RANKS + since

    def claimed_by_other(self, user_id: int | None) -> bool:
        """Somebody else is looking at it just now."""
        held = self.claimed_until is not None and self.claimed_until > clock.now()
        return held and self.claimed_by != user_id

    def claim(self, user_id: int) -> None:
        """Keep others from the same work for a while; Conflict when one of them was first."""
        if self.claimed_by_other(user_id):
            raise Conflict(lazy("Somebody else is looking at this just now"), code="claimed")
        self.claimed_by, self.claimed_until = user_id, clock.now() + CLAIM

    def release_claim(self) -> None:
        """Nobody is looking at it."""
        self.claimed_by = self.claimed_until = None

    def close(self, decision: str, by_id: int | None, act_id: int | None = None) -> None:
        """It is decided; Conflict when somebody was faster."""
        if self.closed_at is not None:
            raise Conflict(lazy("Somebody decided this already"), code="decided")
        self.decision, self.closed_at, self.closed_by = decision, clock.now(), by_id
        self.act_id = act_id
        self.release_claim()

    def reopen(self) -> None:
        """What was decided is undone: it waits again, where it waited."""
        self.decision = self.closed_at = self.closed_by = self.act_id = None
        self.put_in_place()


class Report(Model):
    """Somebody says that a thing should not be here; signed in or not."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
        CheckConstraint("outcome IN ('upheld', 'declined')", name="outcome"),
        CheckConstraint("(by_id IS NULL) <> (address_key IS NULL)", name="sender"),
        Index("uq_reports_person", "case_id", "by_id", unique=True),
        Index(
            "uq_reports_address", "case_id", "address_key", unique=True,
            sqlite_where=_UNSIGNED, postgresql_where=_UNSIGNED,
        ),
        Index("ix_reports_circle", "circle_id", "id"),  # what was reported here, newest first
        Index("ix_reports_record", "by_id", "id"),  # how often they were right, and my reports
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    address_key: Mapped[str | None] = mapped_column(String(64))  # a keyed digest, never the address
    reason: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    weight: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str | None] = mapped_column(String(8))
