"""Rewards, codes and orders as JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.errors import Conflict
from circle.core.gate import needs_scope, require_scope
from circle.core.i18n import lazy
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.points import actions, queries
from circle.points.api.blueprint import blp
from circle.points.models import Redemption
from circle.points.queries import Offer, Order
from circle.points.schemas.orders import (
    OrderChange,
    OrderChangeInput,
    Redeeming,
    RedeemInput,
    RedemptionOutput,
    RedemptionsQuery,
)
from circle.points.schemas.shop import (
    CodesInput,
    CodesOutput,
    NewReward,
    RewardChange,
    RewardChangeInput,
    RewardInput,
    RewardOutput,
    RewardsQuery,
)

# What a PATCH of an order's state does, and whether it is the staff's to do.
CHANGES: Mapping[str, Callable[[Actor, int, OrderChange], Redemption]] = {
    "sent": lambda actor, order_id, change: actions.send_order(actor, order_id, change.note),
    "placed": lambda actor, order_id, change: actions.unsend_order(actor, order_id),
    "done": lambda actor, order_id, change: actions.finish_order(actor, order_id),
    "cancelled": lambda actor, order_id, change: actions.cancel_order(actor, order_id),
    "refunded": lambda actor, order_id, change: actions.refund_order(
        actor, order_id, change.reason, restock=change.restock
    ),
}
STAFF_CHANGES = ("sent", "placed", "refunded")


@blp.get("/circles/<slug>/rewards")
@blp.arguments(RewardsQuery, location="query")
@blp.response(200, page_of(RewardOutput))
def list_rewards(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What the shop offers, and what is in the way of having it; `closed` ones too, for staff."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.offers_page(
        here, circle, closed=asked["closed"], cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": [_reward(offer) for offer in page.items], "next": page.next}


@blp.post("/circles/<slug>/rewards")
@needs_scope("manage")
@write
@blp.arguments(RewardInput)
@blp.response(201, RewardOutput)
def create_reward(new: NewReward, slug: str) -> dict[str, Any]:
    """Put something into the shop. Codes are added afterwards: they are their reward's stock."""
    circle, _here = circles.enter(visitor(), slug)
    return _offered(actions.create_reward(visitor(), circle.id, new).id)


@blp.get("/rewards/<int:reward_id>")
@blp.response(200, RewardOutput)
def get_reward(reward_id: int) -> dict[str, Any]:
    """One reward."""
    return _offered(reward_id)


@blp.patch("/rewards/<int:reward_id>")
@needs_scope("manage")
@write
@blp.arguments(RewardChangeInput)
@blp.response(200, RewardOutput)
def change_reward(change: RewardChange, reward_id: int) -> dict[str, Any]:
    """Change what is given; `closed` takes it out of the shop or puts it back.

    With `stock_shown` the stock changes by the difference: what was redeemed since stays gone.
    """
    if change.given or change.closed is None:
        actions.change_reward(visitor(), reward_id, change)
    if change.closed is not None:
        verb = actions.close_reward if change.closed else actions.reopen_reward
        verb(visitor(), reward_id)
    return _offered(reward_id)


@blp.post("/rewards/<int:reward_id>/codes")
@needs_scope("manage")
@write
@blp.arguments(CodesInput)
@blp.response(201, CodesOutput)
def add_codes(given: dict[str, Any], reward_id: int) -> actions.CodesAdded:
    """Add codes, at most 5,000 at once; those refused are told by their place from 1."""
    return actions.add_codes(visitor(), reward_id, given["codes"])


@blp.post("/rewards/<int:reward_id>/redemptions")
@write
@blp.arguments(RedeemInput)
@blp.response(201, RedemptionOutput)
def redeem(asked: Redeeming, reward_id: int) -> dict[str, Any]:
    """Spend points on a reward. With `price`, only that is charged: 409 `price_changed` else."""
    order = actions.redeem(visitor(), reward_id, asked)
    return _order(queries.get_order(visitor(), order.id)[0])


@blp.get("/circles/<slug>/redemptions")
@blp.arguments(RedemptionsQuery, location="query")
@blp.response(200, page_of(RedemptionOutput))
def list_redemptions(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """One's own orders, latest first; with `all` the circle's, for who sends. Addresses masked."""
    circle, here = circles.enter(visitor(), slug)
    if asked["all"]:
        require_scope("manage")
    read = queries.desk_page if asked["all"] else queries.own_orders_page
    page = read(
        here, circle, state=asked["state"], cursor=asked["cursor"],
        limit=read_limit(asked["limit"]),
    )  # fmt: skip
    return {"items": [_order(order) for order in page.items], "next": page.next}


@blp.get("/redemptions/<int:order_id>")
@blp.response(200, RedemptionOutput)
def get_redemption(order_id: int) -> dict[str, Any]:
    """One order, its address whole: for its member, and for who sends."""
    order = queries.get_order(visitor(), order_id)[0]
    if not order.is_mine:
        require_scope("manage")
    return {**_order(order), "address": order.address}


@blp.patch("/redemptions/<int:order_id>")
@write
@blp.arguments(OrderChangeInput)
@blp.response(200, RedemptionOutput)
def change_redemption(change: OrderChange, order_id: int) -> dict[str, Any]:
    """Send (`note`: carrier and number), take that back (`placed`), finish, cancel, or refund.

    Stock grows by what was refunded before it was sent; later only with `restock`.
    """
    order = queries.get_order(visitor(), order_id)[0]
    if change.state in STAFF_CHANGES or not order.is_mine:
        require_scope("manage")
    CHANGES[change.state](visitor(), order_id, change)
    return _order(queries.get_order(visitor(), order_id)[0])


@blp.post("/redemptions/<int:order_id>/reveal")
@write
@blp.response(200, RedemptionOutput)
def reveal_code(order_id: int) -> dict[str, Any]:
    """Look at the code; from then on the order cannot be cancelled."""
    order = queries.get_order(visitor(), order_id)[0]
    if order.row.kind != "code":
        raise Conflict(lazy("This order has no code"), code="no_code")
    actions.reveal_code(visitor(), order_id)
    return _order(queries.get_order(visitor(), order_id)[0])


def _offered(reward_id: int) -> dict[str, Any]:
    return _reward(queries.get_offer(visitor(), reward_id)[0])


def _reward(offer: Offer) -> dict[str, Any]:
    one, missing = offer.reward, offer.missing
    return {
        "id": one.id, "circle": offer.circle, "kind": one.kind, "name": one.name,
        "intro": one.intro, "picture_url": offer.picture_url, "price": one.price,
        "stock": one.stock, "per_member": one.per_member, "min_level": one.min_level,
        "from_at": one.from_at, "until_at": one.until_at, "redeemed_count": one.redeemed_count,
        "version": one.version, "closed": one.closed_at is not None,
        "viewer": {
            "points": offer.points, "had": offer.had, "can_redeem": missing is None,
            "missing": None if missing is None else missing.code,
        },
    }  # fmt: skip


def _order(order: Order) -> dict[str, Any]:
    """An order with its address masked: answers are kept for a day, whole addresses are not."""
    row = order.row
    return {
        "id": row.id, "circle": order.circle, "reward_id": row.reward_id, "name": row.name,
        "kind": row.kind, "price": row.price, "state": row.state, "note": row.note,
        "reason": row.reason, "code": order.code, "revealed_at": row.revealed_at,
        "address": order.masked, "member": order.member, "created_at": row.created_at,
        "sent_at": row.sent_at, "ended_at": row.ended_at, "viewer": order,
    }  # fmt: skip
