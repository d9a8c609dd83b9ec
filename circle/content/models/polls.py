"""Polls: questions with options under an entry, and one vote of each member."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

MAX_POLLS = 10  # of one entry: more than one make a survey
OPTIONS = (2, 20)
MAX_POLL_QUESTION = 120
MAX_OPTION = 60
RESULTS = ("always", "voted", "closed")


def is_open(closes_at: datetime | None) -> bool:
    """What ends at this hour, or never by itself, has not ended yet."""
    return closes_at is None or closes_at > clock.now()


class Poll(Model):
    """One question put to everybody who reads an entry; an entry with several is a survey."""

    __tablename__ = "polls"
    __table_args__ = (
        CheckConstraint("results IN ('always', 'voted', 'closed')", name="results"),
        CheckConstraint("voters >= 0", name="voters"),
        Index("ix_polls_closing", "closes_at"),  # those that are soon over
        Index("uq_polls_position", "entry_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    position: Mapped[int] = mapped_column(default=0)
    question: Mapped[str] = mapped_column(String(MAX_POLL_QUESTION))
    multiple: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime | None]
    days: Mapped[int | None]  # how long it is open once its entry is out, where no hour was named
    results: Mapped[str] = mapped_column(String(6), default="voted")  # who sees them, and when
    voters: Mapped[int] = mapped_column(default=0)

    @property
    def is_open(self) -> bool:
        """It can be voted in."""
        return is_open(self.closes_at)

    def require_open(self) -> None:
        """Refuse what can only be done before it closes."""
        if not self.is_open:
            raise Conflict(lazy("This poll is closed"), code="closed")

    def close(self) -> None:
        """End it now: nobody votes any more, and everybody sees what was chosen."""
        self.require_open()
        self.closes_at, self.days = clock.now(), None


class PollOption(Model):
    """One thing to choose, and how often it was."""

    __tablename__ = "poll_options"
    __table_args__ = (
        CheckConstraint("votes >= 0", name="votes"),
        Index("uq_poll_options_position", "poll_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(MAX_OPTION))
    votes: Mapped[int] = mapped_column(default=0)


class PollVote(Model):
    """That a member voted in a poll: once, whatever they chose."""

    __tablename__ = "poll_votes"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PollChoice(Model):
    """What a member chose in a poll."""

    __tablename__ = "poll_choices"
    __table_args__ = (Index("ix_poll_choices_mine", "poll_id", "user_id"),)

    option_id: Mapped[int] = mapped_column(ForeignKey("poll_options.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
