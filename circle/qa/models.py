"""What makes an entry a question or an answer, with the state changes of their own rows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy

BOUNTY_RUNS = timedelta(days=7)
BOUNTY_GRACE = timedelta(hours=24)
ACCEPT_CHANGES = timedelta(hours=24)  # so long the asker may choose another answer
REVIEW_AFTER = timedelta(days=180)  # an accepted answer is asked whether it still holds
ASKED_AFTER = timedelta(days=30)  # before that nobody can know whether it still holds
MAX_REASON = 200
STALE_VOTES = 3  # "no longer true", and more than "still true" since it was last confirmed

_UNANSWERED: dict[str, Any] = {
    "sqlite_where": text("unanswered AND state = 'open'"),
    "postgresql_where": text("unanswered AND state = 'open'"),
}
_BY_GUEST: dict[str, Any] = {
    "sqlite_where": text("guest_answered"), "postgresql_where": text("guest_answered"),
}  # fmt: skip
_HELD: dict[str, Any] = {
    "sqlite_where": text("bounty_state = 'held'"),
    "postgresql_where": text("bounty_state = 'held'"),
}
_UNSETTLED: dict[str, Any] = {
    "sqlite_where": text("settles_at IS NOT NULL"),
    "postgresql_where": text("settles_at IS NOT NULL"),
}
_ASKED_OF: dict[str, Any] = {
    "sqlite_where": text("asked_of IS NOT NULL"), "postgresql_where": text("asked_of IS NOT NULL"),
}  # fmt: skip
_ASSIGNED: dict[str, Any] = {
    "sqlite_where": text("assigned_to IS NOT NULL"),
    "postgresql_where": text("assigned_to IS NOT NULL"),
}
_STALE: dict[str, Any] = {
    "sqlite_where": text("stale_since IS NOT NULL"),
    "postgresql_where": text("stale_since IS NOT NULL"),
}
_REVIEW: dict[str, Any] = {
    "sqlite_where": text("review_at IS NOT NULL"),
    "postgresql_where": text("review_at IS NOT NULL"),
}


class AlreadyAccepted(Conflict):
    """An answer was accepted before; another takes its place only when that is said."""

    code = "already_accepted"
    title = lazy("An answer was accepted already")


class Question(Model):
    """What an entry of kind question has besides: to whom, for what, and how it stands."""

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'closed', 'duplicate')", name="state"),
        CheckConstraint(
            "bounty_state IN ('none', 'held', 'paid', 'divided', 'returned')", name="bounty_state"
        ),
        CheckConstraint("bounty >= 0", name="bounty"),
        # nobody answered yet, longest waiting first
        Index("ix_questions_unanswered", "circle_id", "asked_at", "entry_id", **_UNANSWERED),
        # open ones, and any other state, the newest first
        Index("ix_questions_state", "circle_id", "state", "asked_at", "entry_id"),
        # the largest bounty first; the newest that have one
        Index("ix_questions_bounty", "circle_id", "bounty", "entry_id", **_HELD),
        Index("ix_questions_held", "circle_id", "asked_at", "entry_id", **_HELD),
        # those a guest answered
        Index("ix_questions_by_guest", "circle_id", "asked_at", "entry_id", **_BY_GUEST),
        Index("ix_questions_expiring", "bounty_until", **_HELD),  # the job that ends bounties
        # for me: put to me, given to me
        Index("ix_questions_asked_of", "asked_of", "circle_id", "asked_at", "entry_id",
              **_ASKED_OF),
        Index("ix_questions_assigned", "assigned_to", "circle_id", "asked_at", "entry_id",
              **_ASSIGNED),
        Index("ix_questions_settling", "settles_at", **_UNSETTLED),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    unanswered: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_of: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    bounty: Mapped[int] = mapped_column(default=0)
    bounty_state: Mapped[str] = mapped_column(String(8), default="none")
    bounty_until: Mapped[datetime | None]
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("holds.id"))
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    accepted_at: Mapped[datetime | None]
    chosen_at: Mapped[datetime | None]  # when one was accepted first: a day may it be changed
    suspended_id: Mapped[int | None]  # the accepted answer while staff hide it: it may come back
    paid_id: Mapped[int | None]  # the answer a bounty was paid for
    settles_at: Mapped[datetime | None]  # when the award for accepting is due; null: paid, or none
    set_aside_at: Mapped[datetime | None]  # what is due could not be settled: it is tried by itself
    official_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    resolved_at: Mapped[datetime | None]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    close_reason: Mapped[str] = mapped_column(String(200), default="")
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_due: Mapped[datetime | None]
    assigned_note: Mapped[str] = mapped_column(String(300), default="")  # among staff
    guest_answered: Mapped[bool] = mapped_column(default=False)
    first_answer_at: Mapped[datetime | None]
    avoided: Mapped[int] = mapped_column(default=0)  # repeats that joined it instead of being asked

    @property
    def is_open(self) -> bool:
        """It can be answered."""
        return self.state in ("open", "answered")

    @property
    def bounty_held(self) -> bool:
        """Points are still set aside for whoever is accepted."""
        return self.bounty_state == "held"

    @property
    def bounty_ends_at(self) -> datetime | None:
        """When the bounty is divided or goes back: its days and the grace after them."""
        return self.bounty_until and self.bounty_until + BOUNTY_GRACE

    def offer(self, amount: int, hold_id: int, shown_at: datetime | None) -> None:
        """Points were set aside for the accepted answer; its days begin when others can see it."""
        self.bounty, self.hold_id, self.bounty_state = amount, hold_id, "held"
        self.bounty_until = shown_at and shown_at + BOUNTY_RUNS

    def show(self, at: datetime) -> None:
        """Others can see it from now on: it waits for an answer, and its bounty's days run."""
        self.asked_at = at
        if self.bounty_held:
            self.bounty_until = at + BOUNTY_RUNS

    def accept(self, answer_id: int, instead_of: int | None) -> None:
        """One answer settles it; another takes its place only while that may be, and when named.

        While a bounty waits for its answer, closing the question takes that from nobody.
        """
        if self.accepted_id == answer_id:
            raise AlreadyAccepted(lazy("This answer is accepted already"))
        if self.accepted_id is not None:
            if instead_of != self.accepted_id:
                raise AlreadyAccepted
            self.require_changeable()
        if not self.is_open and not self.bounty_held:
            raise Conflict(lazy("This question is closed"), code="closed")
        if self.suspended_id is not None:  # not the asker's doing: they have a day for it
            self.chosen_at = self.suspended_id = None
        self.accepted_id, self.accepted_at = answer_id, clock.now()
        self.state = "answered" if self.is_open else self.state
        self.chosen_at = self.chosen_at or self.accepted_at

    def unaccept(self) -> None:
        """The asker takes their choice back while that may be."""
        if self.accepted_id is None:
            raise Conflict(lazy("No answer is accepted"), code="none_accepted")
        if not self.is_open:
            raise Conflict(lazy("This question is closed"), code="closed")
        self.require_changeable()
        self._unsettle()

    @property
    def may_change(self) -> bool:
        """Another answer may be accepted instead, or none: for a day from the first choice on."""
        if self.bounty_state in ("paid", "divided") or self.chosen_at is None:
            return False
        return clock.now() - self.chosen_at <= ACCEPT_CHANGES

    @property
    def stands_at(self) -> datetime | None:
        """When the choice can change no more; another choice does not move it."""
        return self.chosen_at and self.chosen_at + ACCEPT_CHANGES

    def require_changeable(self) -> None:
        """A choice stands for good once a bounty was paid for it, or a day has passed."""
        if self.bounty_state in ("paid", "divided"):
            raise Conflict(lazy("The bounty was paid, so the choice stands"), code="bounty_paid")
        if not self.may_change:
            raise Conflict(lazy("After a day the choice stands"), code="too_late")

    def suspend(self) -> None:
        """The accepted answer is out of sight: nothing settles the question until it is back."""
        kept, at = self.accepted_id, self.accepted_at
        self._unsettle()
        self.suspended_id, self.accepted_at = kept, at

    def resume(self) -> None:
        """The accepted answer is back, and nothing took its place: it settles as before."""
        if self.accepted_id is None:
            self.accepted_at = self.accepted_at or clock.now()
            self.chosen_at = self.chosen_at or self.accepted_at
            self.accepted_id, self.settles_at = self.suspended_id, self.stands_at
            self.state = "answered" if self.state == "open" else self.state
        self.suspended_id = None

    def _unsettle(self) -> None:
        """Nothing settles it any more; what is closed stays closed."""
        self.accepted_id = self.accepted_at = self.settles_at = None
        if self.state == "answered":
            self.state = "open"

    def close(self, reason: str, by: int | None, duplicate_of: int | None = None) -> None:
        """It takes no more answers; as a duplicate it leads to the other one."""
        if not self.is_open:
            raise Conflict(lazy("This question is closed already"), code="closed")
        self.state = "duplicate" if duplicate_of else "closed"
        self.duplicate_of, self.close_reason, self.closed_by = duplicate_of, reason, by

    def open_again(self) -> None:
        """It takes answers again, settled or not as it was."""
        if self.is_open:
            raise Conflict(lazy("This question is open"), code="open")
        self.state = "answered" if self.accepted_id else "open"
        self.duplicate_of = self.closed_by = None
        self.close_reason = ""


class Answer(Model):
    """What an entry of kind answer has besides: whether it is official, and whether it holds."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_question", "question_id", "entry_id"),
        Index("ix_answers_review", "review_at", **_REVIEW),  # the job that lets answers go stale
        Index("ix_answers_stale", "circle_id", "stale_since", "entry_id", **_STALE),  # the queue
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    review_at: Mapped[datetime | None]  # of an accepted answer: when it is asked whether it holds
    stale_since: Mapped[datetime | None]
    still_true: Mapped[int] = mapped_column(default=0)  # since it was last confirmed
    no_longer: Mapped[int] = mapped_column(default=0)
    by_guest: Mapped[bool] = mapped_column(default=False)  # signed by who was a guest then

    @property
    def is_stale(self) -> bool:
        """Nobody can rely on it until somebody confirms it."""
        return self.stale_since is not None

    @property
    def is_asked_about(self) -> bool:
        """It was settled or confirmed long enough ago that it may have changed."""
        begun = self.review_at and self.review_at - REVIEW_AFTER
        return begun is not None and clock.now() >= begun + ASKED_AFTER

    @property
    def is_doubted(self) -> bool:
        """Enough readers say that it holds no longer, and more than say it does."""
        return self.no_longer >= STALE_VOTES and self.no_longer > self.still_true

    def watch(self) -> None:
        """It was accepted: from now on it is looked whether it holds; earlier voices count."""
        self.review_at = clock.now() + REVIEW_AFTER
        self.stale_since = clock.now() if self.is_doubted else None

    def confirm(self) -> None:
        """Who knows says it holds: doubts are settled, and it is asked again in half a year."""
        self.still_true = self.no_longer = 0
        self.watch()

    def unwatch(self) -> None:
        """It is an answer among others again."""
        self.review_at = self.stale_since = None

    def count_check(self, verdict: str, by: int) -> None:
        """Somebody said whether it holds, or took that back; enough doubts make it stale."""
        if verdict == "true":
            self.still_true = max(0, self.still_true + by)
        else:
            self.no_longer = max(0, self.no_longer + by)
        if self.is_doubted and self.stale_since is None:
            self.stale_since = clock.now()


class AnswerCheck(Model):
    """What a reader said of an accepted answer: still true, or no longer; and who confirmed it."""

    __tablename__ = "answer_checks"
    __table_args__ = (
        CheckConstraint("verdict IN ('true', 'no_longer', 'confirmed')", name="verdict"),
        Index("uq_answer_checks_once", "answer_id", "user_id", "round", unique=True),
        Index("ix_answer_checks_history", "answer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    round: Mapped[int] = mapped_column(default=0)  # confirming it begins a new one
    verdict: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class AnswerTurn(Model):
    """What became of an answer: accepted or no longer; its badge lost to time, or to doubts."""

    __tablename__ = "answer_turns"
    __table_args__ = (
        CheckConstraint("kind IN ('accepted', 'unaccepted', 'due', 'doubted')", name="kind"),
        Index("ix_answer_turns_history", "answer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class QuestionLink(Model):
    """The words of a question, an answer or a comment under it lead to another question."""

    __tablename__ = "question_links"
    __table_args__ = (
        Index("ix_question_links_from", "question_id", "target_id"),  # what its page leads to
        Index("ix_question_links_to", "target_id", "question_id"),  # what leads to it
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))  # under which it stands
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)


class AvoidedRepeat(Model):
    """Somebody joined a question while typing the same one: a repeat that was not asked."""

    __tablename__ = "avoided_repeats"

    question_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Reveal(Model):
    """Site staff looked up who wrote something anonymously: who, when, and what for."""

    __tablename__ = "reveals"
    __table_args__ = (Index("ix_reveals_entry", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)  # who looked
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class SealedMute(Model):
    """Staff muted who wrote something anonymously, through it, or let them write again.

    The newest row of an entry is what the circle reads; `effective` ones keep `user_id` from
    writing until then, and neither of these two is read by anybody of the circle.
    """

    __tablename__ = "sealed_mutes"
    __table_args__ = (
        Index("ix_sealed_mutes_entry", "entry_id", "id"),  # the newest of an entry
        Index("ix_sealed_mutes_circle", "circle_id", "id"),  # what staff did, newest first
        Index("ix_sealed_mutes_user", "user_id", "circle_id"),  # what holds somebody, and export
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # who wrote it
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]  # None: they may write again
    reason: Mapped[str] = mapped_column(String(MAX_REASON), default="")
    effective: Mapped[bool]
