"""The shop held against itself: stock against codes, orders against codes and what was paid."""

from collections.abc import Iterator

from sqlalchemy import String, case, cast, func, literal, select

from circle.core.db import session
from circle.points.models import LedgerTransfer, Redemption, Reward, RewardCode
from circle.points.queries.shop import STATES_HAD


def wrong_rewards() -> Iterator[str]:
    """Every reward that counts otherwise than its codes and orders do, and every order that was
    not paid for as it says."""
    yield from _wrong_stocks()
    yield from _wrong_counts()
    yield from _wrong_payments()


def _wrong_stocks() -> Iterator[str]:
    free = (
        select(func.count(RewardCode.id))
        .where(RewardCode.reward_id == Reward.id, RewardCode.redemption_id.is_(None))
        .scalar_subquery()
    )
    rows = session().execute(
        select(Reward.id, Reward.stock, free.label("free"))
        .where(Reward.kind == "code", Reward.stock != free)
        .order_by(Reward.id)
    )
    for row in rows:
        yield f"reward {row.id} says {row.stock} are left and has {row.free} free codes"


def _wrong_counts() -> Iterator[str]:
    stand = (
        select(func.count(Redemption.id))
        .where(Redemption.reward_id == Reward.id, Redemption.state.in_(STATES_HAD))
        .scalar_subquery()
    )
    rows = session().execute(
        select(Reward.id, Reward.redeemed_count, stand.label("stand"))
        .where(Reward.redeemed_count != stand)
        .order_by(Reward.id)
    )
    for row in rows:
        yield f"reward {row.id} says {row.redeemed_count} were redeemed and has {row.stand} orders"


def _wrong_payments() -> Iterator[str]:
    """An order that stands took its price; one that was given back took nothing in the end."""
    paid = (
        select(func.coalesce(func.sum(LedgerTransfer.points), 0))
        .where(
            LedgerTransfer.circle_id == Redemption.circle_id,
            LedgerTransfer.rule == "redeem",  # a brand's orders are counted from one, too
            LedgerTransfer.cause_kind == "order",
            LedgerTransfer.cause_id == cast(Redemption.id, String),
        )
        .scalar_subquery()
    )
    meant = case((Redemption.state.in_(STATES_HAD), -Redemption.price), else_=literal(0))
    rows = session().execute(
        select(Redemption.id, paid.label("paid"), meant.label("meant"))
        .where(paid != meant)
        .order_by(Redemption.id)
    )
    for row in rows:
        yield f"order {row.id} changed points by {row.paid} instead of {row.meant}"
