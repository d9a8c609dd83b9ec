"""Events: where and for how many, who signed up, who waits, who came."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy

MAX_PLACE = 120
MAX_OFF_REASON = 200
UNDO = timedelta(seconds=20)  # a place given back is held; the word that offers it stays 8 seconds

_HELD: dict[str, Any] = {
    "sqlite_where": text("held_until IS NOT NULL AND state = 'going'"),
    "postgresql_where": text("held_until IS NOT NULL AND state = 'going'"),
}


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
    moved_at: Mapped[datetime | None]  # another time or place than when somebody signed up
    door_code: Mapped[str] = mapped_column(String(32))  # secret: staff show it as a QR code

    @property
    def free(self) -> int | None:
        """Places nobody has; None where there are enough for everybody."""
        return None if self.capacity is None else self.capacity - self.going

    def take_in(self, signed: "SignUp") -> None:
        """The next number, and a place while there is one; the caller holds the lock on this."""
        if signed.held_until is not None and signed.state == "going":
            self.let_go(signed)  # the time to take it again ran out only now: it is counted still
        self.numbers += 1
        signed.number, signed.signed_up_at = self.numbers, clock.now()
        signed.moved_up_at = signed.checked_in_at = signed.held_until = None
        signed.put_on()
        signed.state = "waiting" if self.free == 0 else "going"
        self._count(signed.state, 1)

    def let_go(self, signed: "SignUp") -> None:
        """Somebody does not come after all; their number is not given again."""
        self._count(signed.state, -1)
        signed.state, signed.moved_up_at, signed.checked_in_at = "cancelled", None, None
        signed.held_until = None

    def hold(self, signed: "SignUp") -> None:
        """Somebody gives up what they had; for UNDO they may have it again as it was.

        A place is nobody else's meanwhile. Who only waited stands in nobody's way and is let go.
        """
        if signed.state == "waiting":
            self.let_go(signed)
        signed.held_until = clock.now() + UNDO

    def give_again(self, signed: "SignUp") -> bool:
        """The same place or number comes back, within its time; False afterwards."""
        if not signed.is_held:
            return False
        if signed.state == "cancelled":
            signed.state = "waiting"
            self._count(signed.state, 1)
        signed.held_until = None
        signed.put_on()
        return True

    def move_up(self, people: int) -> None:
        """So many of those who waited come now."""
        self.going += people
        self.waiting -= people

    def make_room(self, capacity: int | None) -> None:
        """Another number of places; Invalid when more than that are coming already."""
        if capacity is not None and capacity < self.going:
            message = lazy("%(num)s people are coming already", num=self.going)
            raise Invalid(message, errors={"capacity": [message]})
        self.capacity = capacity

    def _count(self, state: str, by: int) -> None:
        if state == "going":
            self.going += by
        elif state == "waiting":
            self.waiting += by


class SignUp(Model):
    """One member's sign-up: its number says who was first."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        CheckConstraint("state IN ('going', 'waiting', 'cancelled')", name="state"),
        Index("uq_sign_ups_number", "topic_id", "number", unique=True),
        # who comes, who waits, in order
        Index("ix_sign_ups_state", "topic_id", "state", "number"),
        Index("ix_sign_ups_held", "topic_id", "held_until", **_HELD),  # places to be passed on
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="going")
    signed_up_at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_up_at: Mapped[datetime | None]  # from the waiting list, when a place came free
    checked_in_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]  # given up; until then it is theirs for a tap
    off_at: Mapped[datetime | None]  # the host took it off the list
    off_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    off_reason: Mapped[str] = mapped_column(String(MAX_OFF_REASON), default="")

    @property
    def stands(self) -> bool:
        """They come, or wait to."""
        return self.state != "cancelled" and self.held_until is None

    @property
    def listed(self) -> str:
        """On which list it stands: going, waiting or cancelled, or off by the host."""
        return self.state if self.off_at is None else "off"

    @property
    def is_held(self) -> bool:
        """It was given up, or taken off the list, a moment ago."""
        return self.held_until is not None and clock.now() < self.held_until

    @property
    def can_come_back(self) -> bool:
        """They gave it up a moment ago."""
        return self.is_held and self.off_at is None

    def take_off(self, by: int | None, reason: str) -> None:
        """The host took it off the list; Conflict for who is there already."""
        if self.checked_in_at is not None:
            raise Conflict(lazy("They are there already"), code="checked_in")
        self.off_at, self.off_by, self.off_reason = clock.now(), by, reason

    def put_on(self) -> None:
        """It stands on the list: nobody took it off."""
        self.off_at, self.off_by, self.off_reason = None, None, ""

    def check_in(self) -> None:
        """They are there; Conflict for who waits or did not sign up. Again changes nothing."""
        if self.state == "waiting":
            raise Conflict(
                lazy("This place is still on the waiting list"), code="waiting"
            )
        if not self.stands:
            raise Conflict(NOT_SIGNED_UP, code="not_signed_up")
        self.checked_in_at = self.checked_in_at or clock.now()

    def check_out(self) -> None:
        """They are not there after all."""
        self.checked_in_at = None


NOT_SIGNED_UP = lazy("Not signed up for this")
