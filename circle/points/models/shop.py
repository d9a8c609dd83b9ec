"""The shop: rewards, coupon codes and orders, with the state changes of their own rows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid
from circle.core.errors import Conflict
from circle.core.i18n import lazy

REWARD_KINDS = ("code", "virtual", "physical")
REDEMPTION_STATES = ("placed", "sent", "done", "cancelled", "refunded")
UNDO_REDEMPTION = timedelta(minutes=10)  # as long as a member changes their mind by themselves

_FREE: dict[str, Any] = {
    "sqlite_where": text("redemption_id IS NULL"),
    "postgresql_where": text("redemption_id IS NULL"),
}
_GIVEN: dict[str, Any] = {
    "sqlite_where": text("redemption_id IS NOT NULL"),
    "postgresql_where": text("redemption_id IS NOT NULL"),
}
_ONCE: dict[str, Any] = {
    "sqlite_where": text("NOT repeated"), "postgresql_where": text("NOT repeated"),
}  # fmt: skip


class Reward(Model):
    """Something points buy."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint("kind IN ('code', 'virtual', 'physical')", name="kind"),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("price > 0", name="price"),
        Index("ix_rewards_shop", "circle_id", "closed_at", "position", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(40))
    intro: Mapped[str] = mapped_column(String(500), default="")
    picture: Mapped[str | None] = mapped_column(String(80))  # storage key
    price: Mapped[int]  # points
    stock: Mapped[int] = mapped_column(default=0)  # of codes: how many are free
    per_member: Mapped[int] = mapped_column(default=1)  # 0: as many as they like
    min_level: Mapped[int] = mapped_column(default=1)
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    redeemed_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]  # taken out of the shop
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    def take_one(self) -> None:
        """One is given to an order; Conflict when none is left."""
        if self.stock < 1:
            raise Conflict(lazy("None is left"), code="sold_out")
        self.stock -= 1
        self.redeemed_count += 1

    def put_back(self, *, stock: bool) -> None:
        """An order ended without being kept; `stock`: what it was given can be given again."""
        self.redeemed_count -= 1
        self.stock += 1 if stock else 0


class RewardCode(Model):
    """One coupon code, given to one order or still free."""

    __tablename__ = "reward_codes"
    __table_args__ = (
        Index("uq_reward_codes_code", "circle_id", "code", unique=True, **_ONCE),
        Index("ix_reward_codes_free", "reward_id", "id", **_FREE),
        Index("uq_reward_codes_order", "redemption_id", unique=True, **_GIVEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    code: Mapped[str] = mapped_column(String(120))
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemptions.id"))
    # of before codes stood once in a circle: somebody else was given the same one earlier
    repeated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Redemption(Model):
    """An order: placed, then sent and done, or cancelled by its member or refunded by staff.

    A code's order is done at once; its code counts as seen from `revealed_at` on.
    """

    __tablename__ = "redemptions"
    __table_args__ = (
        CheckConstraint(
            "state IN ('placed', 'sent', 'done', 'cancelled', 'refunded')", name="state"
        ),
        Index("ix_redemptions_mine", "user_id", "circle_id", "id"),
        Index("ix_redemptions_desk", "circle_id", "state", "id"),
        Index("ix_redemptions_reward", "reward_id", "user_id", "state"),  # how many somebody had
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(40))  # of the reward, as it was
    kind: Mapped[str] = mapped_column(String(8))
    price: Mapped[int]  # what was charged
    state: Mapped[str] = mapped_column(String(10), default="placed")
    address: Mapped[str | None] = mapped_column(Text)  # sealed; forgotten some time after the end
    note: Mapped[str] = mapped_column(String(200), default="")  # of staff: carrier and number
    code: Mapped[str | None] = mapped_column(String(120))
    revealed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def is_open(self) -> bool:
        """Neither cancelled nor refunded: it counts against stock and limit."""
        return self.state in ("placed", "sent", "done")

    @property
    def is_cancellable(self) -> bool:
        """Not sent yet; of codes: not looked at, and only for a while."""
        if self.kind != "code":
            return self.state == "placed"
        fresh = clock.now() - self.created_at <= UNDO_REDEMPTION
        return self.state == "done" and self.revealed_at is None and fresh

    @property
    def is_in_hand(self) -> bool:
        """What it is about never left the circle: it waits to be sent, or is a code."""
        return self.state == "placed" or self.kind == "code"

    @property
    def address_place(self) -> str:
        """What the seal of its address is bound to: no other order can show it."""
        return f"redemptions:{self.uid}"

    def reveal(self) -> None:
        """Its member looks at the code; Conflict when the order has none any more."""
        if self.code is None or not self.is_open:
            raise Conflict(lazy("This order has no code any more"), code="no_code")
        self.revealed_at = self.revealed_at or clock.now()

    def send(self, note: str) -> None:
        """Staff gave it out or sent it; Conflict unless it was waiting for that."""
        if self.state != "placed":
            raise Conflict(lazy("This order is not waiting to be sent"), code="not_placed")
        self.state, self.note, self.sent_at = "sent", note, clock.now()

    def unsend(self) -> None:
        """Staff sent it by mistake: it waits again."""
        if self.state != "sent":
            raise Conflict(lazy("This order was not sent"), code="not_sent")
        self.state, self.sent_at, self.note = "placed", None, ""

    def finish(self) -> None:
        """Its member has it."""
        if self.state != "sent":
            raise Conflict(lazy("This order was not sent"), code="not_sent")
        self.state, self.ended_at = "done", clock.now()

    def cancel(self) -> None:
        """Its member changed their mind: before it was sent, or before the code was looked at."""
        if self.state in ("cancelled", "refunded"):
            raise Conflict(lazy("This order has ended"), code="ended")
        if not self.is_cancellable:
            raise Conflict(lazy("It is too late to cancel this"), code="too_late")
        self.state, self.ended_at = "cancelled", clock.now()
        self._let_go_of_code()

    def refund(self, reason: str) -> None:
        """Staff take the order back and say why."""
        if not self.is_open:
            raise Conflict(lazy("This order has ended"), code="ended")
        self.state, self.ended_at, self.reason = "refunded", clock.now(), reason
        self._let_go_of_code()

    def _let_go_of_code(self) -> None:
        """A code nobody looked at is another's next; one that was seen stays with who saw it."""
        if self.revealed_at is None:
            self.code = None
