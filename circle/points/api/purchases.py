"""Purchases a brand's shop tells of, signed with the brand's key."""

from typing import Any

from flask import request

from circle.brands import queries as brands
from circle.core.gate import signs_itself
from circle.core.signed import Message, SignatureRefused, described, load_body, read_message
from circle.core.throttle import Limit, count_try
from circle.core.web import network_of
from circle.points import actions
from circle.points.api.blueprint import blp
from circle.points.schemas.purchases import Order, OrderInput, PurchaseOutput

ORDERS = Limit("purchases", 1200, 60)  # of one brand, a minute
UNSIGNED = Limit("purchases_refused", 120, 60)  # of one address, a minute


@blp.post("/brands/<int:brand_id>/purchases")
@signs_itself
@blp.doc(**described(OrderInput))
@blp.response(200, PurchaseOutput)
def take_purchase(brand_id: int) -> dict[str, Any]:
    """An order of the brand's shop brings its member points, once; `refunded` takes them back.

    Signed over `id.timestamp.body` as Standard Webhooks says; see docs/brands.md.
    """
    order: Order = load_body(_signed(brand_id), OrderInput())
    purchase, member = actions.take_purchase(brand_id, order)
    return {
        "order": purchase.order_id, "circle": order.circle, "member_id": member.id,
        "amount": purchase.amount, "points": purchase.points,
        "refunded": purchase.refunded_at is not None,
    }  # fmt: skip


def _signed(brand_id: int) -> Message:
    """What one of the brand's keys signed just now; what is not signed is counted."""
    message = read_message()
    try:
        brands.check_signature(brand_id, message)
    except SignatureRefused:
        count_try(UNSIGNED, network_of(request.remote_addr))
        raise
    count_try(ORDERS, f"b{brand_id}")
    return message
