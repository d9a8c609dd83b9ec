"""Purchases a brand's shop tells of, signed with the brand's key."""

from typing import Any

import orjson
from flask import request
from marshmallow import ValidationError

from circle.brands import queries as brands
from circle.core.errors import BadRequest, Invalid, TooLarge
from circle.core.gate import signs_itself
from circle.core.i18n import lazy
from circle.core.throttle import Limit, count_try
from circle.core.web import flatten_errors, network_of
from circle.points import actions
from circle.points.api.blueprint import blp
from circle.points.schemas.purchases import Order, OrderInput, PurchaseOutput

MAX_BODY = 16 * 1024
ORDERS = Limit("purchases", 1200, 60)  # of one brand, a minute
UNSIGNED = Limit("purchases_refused", 120, 60)  # of one address, a minute


@blp.post("/brands/<int:brand_id>/purchases")
@signs_itself
@blp.doc(
    security=[],
    parameters=[
        {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    ],
    requestBody={
        "required": True, "content": {"application/json": {"schema": OrderInput}},
    },
)  # fmt: skip
@blp.response(200, PurchaseOutput)
def take_purchase(brand_id: int) -> dict[str, Any]:
    """An order of the brand's shop brings its member points, once; `refunded` takes them back.

    Signed over `id.timestamp.body` as Standard Webhooks says; see docs/brands.md.
    """
    order = _order(_signed_body(brand_id))
    purchase, member = actions.take_purchase(brand_id, order)
    return {
        "order": purchase.order_id, "circle": order.circle, "member_id": member.id,
        "amount": purchase.amount, "points": purchase.points,
        "refunded": purchase.refunded_at is not None,
    }  # fmt: skip


def _signed_body(brand_id: int) -> bytes:
    """The body, when one of the brand's keys signed it just now; what is not signed is counted."""
    body = request.stream.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise TooLarge
    said = request.headers.get
    message = brands.Message(
        said("webhook-id", "")[:128], said("webhook-timestamp", ""),
        said("webhook-signature", ""), body,
    )  # fmt: skip
    try:
        brands.check_signature(brand_id, message)
    except brands.SignatureRefused:
        count_try(UNSIGNED, network_of(request.remote_addr))
        raise
    count_try(ORDERS, f"b{brand_id}")
    return body


def _order(body: bytes) -> Order:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(lazy("The body is not JSON"), code="bad_json") from error
    try:
        order: Order = OrderInput().load(given)
    except ValidationError as error:
        raise Invalid(errors=flatten_errors(error.messages)) from error
    return order
