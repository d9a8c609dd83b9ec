"""Webhooks of brands as JSON."""

from typing import Any

from circle.circles import queries as circles
from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.notifications import actions, queries
from circle.notifications.api.blueprint import blp
from circle.notifications.models import HookEndpoint
from circle.notifications.schemas.hooks import (
    BrandEndpointInput,
    CountOutput,
    DeliveryOutput,
    EndpointChange,
    EndpointChangeInput,
    EndpointOutput,
    NewEndpoint,
    SecretOutput,
    SentOutput,
    Span,
    SpanInput,
)


@blp.get("/brands/<int:brand_id>/webhooks")
@needs_scope("brand")
@blp.response(200, page_of(EndpointOutput))
def list_hooks(brand_id: int) -> dict[str, Any]:
    """The servers that hear of a brand's circles, as far as one may see them."""
    return {"items": queries.list_of_brand(visitor(), brand_id), "next": None}


@blp.post("/brands/<int:brand_id>/webhooks")
@needs_scope("brand")
@blp.arguments(BrandEndpointInput)
@blp.response(201, SecretOutput)
def add_hook(new: dict[str, Any], brand_id: int) -> dict[str, Any]:
    """Have a server hear of a circle, or of all of the brand's; `secret` is told this once."""
    slug = new.pop("circle")
    circle_id = circles.enter(visitor(), slug)[0].id if slug else None
    endpoint, secret = actions.add_endpoint(visitor(), brand_id, circle_id, NewEndpoint(**new))
    return _with_secret(endpoint, secret)


@blp.get("/brands/<int:brand_id>/webhooks/<int:hook_id>")
@needs_scope("brand")
@blp.response(200, EndpointOutput)
def get_hook(brand_id: int, hook_id: int) -> HookEndpoint:
    """One of them."""
    return queries.endpoint_of_brand(visitor(), brand_id, hook_id)


@blp.patch("/brands/<int:brand_id>/webhooks/<int:hook_id>")
@needs_scope("brand")
@write
@blp.arguments(EndpointChangeInput)
@blp.response(200, EndpointOutput)
def change_hook(change: EndpointChange, brand_id: int, hook_id: int) -> HookEndpoint:
    """Another address, other wishes; `enabled` switches it off, or on with a clean slate."""
    return actions.change_endpoint(visitor(), _of(brand_id, hook_id), change)


@blp.delete("/brands/<int:brand_id>/webhooks/<int:hook_id>")
@needs_scope("brand")
@write
@blp.response(204)
def remove_hook(brand_id: int, hook_id: int) -> None:
    """It hears nothing any more; for ten minutes it can be brought back."""
    actions.remove_endpoint(visitor(), _of(brand_id, hook_id))


@blp.post("/brands/<int:brand_id>/webhooks/<int:hook_id>/restore")
@needs_scope("brand")
@write
@blp.response(200, EndpointOutput)
def restore_hook(brand_id: int, hook_id: int) -> HookEndpoint:
    """Bring it back; 409 `too_late` after ten minutes."""
    _of(brand_id, hook_id, removed=True)
    return actions.restore_endpoint(visitor(), hook_id)


@blp.post("/brands/<int:brand_id>/webhooks/<int:hook_id>/secret")
@needs_scope("brand")
@blp.response(200, SecretOutput)
def rotate_hook(brand_id: int, hook_id: int) -> dict[str, Any]:
    """Make another secret, told this once; for a day both sign."""
    return _with_secret(*actions.rotate_secret(visitor(), _of(brand_id, hook_id)))


@blp.post("/brands/<int:brand_id>/webhooks/<int:hook_id>/test")
@needs_scope("brand")
@write
@blp.response(202, SentOutput)
def test_hook(brand_id: int, hook_id: int) -> dict[str, int]:
    """Send a message of the type `test`."""
    return {"id": actions.send_test(visitor(), _of(brand_id, hook_id)).id}


@blp.get("/brands/<int:brand_id>/webhooks/<int:hook_id>/deliveries")
@needs_scope("brand")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(DeliveryOutput))
def list_deliveries(asked: dict[str, Any], brand_id: int, hook_id: int) -> dict[str, Any]:
    """The log of the last 30 days, newest first; of an answer only its status is kept."""
    endpoint = queries.endpoint_of_brand(visitor(), brand_id, hook_id)
    page = queries.deliveries_page(
        endpoint, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.post("/brands/<int:brand_id>/webhooks/<int:hook_id>/replay")
@needs_scope("brand")
@write
@blp.arguments(SpanInput)
@blp.response(202, CountOutput)
def replay(span: Span, brand_id: int, hook_id: int) -> dict[str, int]:
    """Send again what did not arrive in a time; `arrived` true: also what did."""
    return {"count": actions.send_span_again(visitor(), _of(brand_id, hook_id), span)}


@blp.post("/brands/<int:brand_id>/webhooks/<int:hook_id>/deliveries/<int:delivery_id>/replay")
@needs_scope("brand")
@write
@blp.response(202, SentOutput)
def replay_one(brand_id: int, hook_id: int, delivery_id: int) -> dict[str, int]:
    """Send one message again, under the id it had."""
    _of(brand_id, hook_id)
    return {"id": actions.send_again(visitor(), hook_id, delivery_id).id}


def _of(brand_id: int, hook_id: int, *, removed: bool = False) -> int:
    return queries.endpoint_of_brand(visitor(), brand_id, hook_id, removed=removed).id


def _with_secret(endpoint: HookEndpoint, secret: str) -> dict[str, Any]:
    return {"id": endpoint.id, "secret": secret, "old_secret_until": endpoint.old_until}
