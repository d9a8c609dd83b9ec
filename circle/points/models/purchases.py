"""What a brand's shop told of a member's order: points for it are brought once and taken back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.core.errors import Conflict
from circle.core.i18n import lazy


class Purchase(Model):
    """One order of a brand's shop, known by its number for ever; a refund is for good."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("uq_purchases_order", "brand_id", "order_id", unique=True),
        Index("ix_purchases_circle", "circle_id"),
        Index("ix_purchases_user", "user_id"),  # a person's own data
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    order_id: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int]  # minor units of the currency (fen); 0 until somebody says it
    points: Mapped[int] = mapped_column(default=0)  # what it brought
    refunded_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when the order itself was told; null: only its refund yet
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    def match(self, circle_id: int, user_id: int, amount: int | None) -> None:
        """Insist that the same order is told the same way; who was told it was refunded, and not
        what it was of, learns that when the order arrives."""
        same = (self.circle_id, self.user_id) == (circle_id, user_id)
        unsaid = self.told_at is None and not self.amount
        if not same or not (unsaid or amount in (None, self.amount)):
            raise Conflict(
                lazy("This order was told differently before"), code="order_mismatch"
            )
        if amount is not None:
            self.amount, self.told_at = amount, self.told_at or clock.now()
