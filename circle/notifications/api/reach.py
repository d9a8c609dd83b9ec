"""Writing to members as JSON: for owner and admins of a circle."""

from datetime import datetime
from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.notifications import actions, queries
from circle.notifications.api.blueprint import blp
from circle.notifications.models import Broadcast
from circle.notifications.schemas.reach import (
    BroadcastInput,
    BroadcastOutput,
    Forecast,
    ForecastOutput,
    NewBroadcast,
    Results,
    ResultsOutput,
    SendInput,
)


@blp.get("/circles/<slug>/broadcasts")
@needs_scope("manage")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(BroadcastOutput))
def list_broadcasts(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """What a circle sent or means to send, newest first."""
    _circle, _here, page = queries.broadcasts_page(
        visitor(), slug, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": page.items, "next": page.next}


@blp.post("/circles/<slug>/broadcasts")
@needs_scope("manage")
@write
@blp.arguments(BroadcastInput)
@blp.response(201, BroadcastOutput)
def write_broadcast(new: NewBroadcast, slug: str) -> Broadcast:
    """Write a message to members down; `send` sends it."""
    return actions.write_broadcast(visitor(), slug, new)


@blp.get("/broadcasts/<int:broadcast_id>")
@needs_scope("manage")
@blp.response(200, BroadcastOutput)
def get_broadcast(broadcast_id: int) -> Broadcast:
    """One message."""
    return queries.get_broadcast(visitor(), broadcast_id)[0]


@blp.put("/broadcasts/<int:broadcast_id>")
@needs_scope("manage")
@write
@blp.arguments(BroadcastInput)
@blp.response(200, BroadcastOutput)
def change_broadcast(new: NewBroadcast, broadcast_id: int) -> Broadcast:
    """Say it otherwise; 409 `sent` once it went out. What was scheduled is a draft again."""
    return actions.change_broadcast(visitor(), broadcast_id, new)


@blp.delete("/broadcasts/<int:broadcast_id>")
@needs_scope("manage")
@write
@blp.response(204)
def drop_broadcast(broadcast_id: int) -> None:
    """Throw a draft away; 409 `sent` once it went out."""
    actions.drop_broadcast(visitor(), broadcast_id)


@blp.post("/broadcasts/<int:broadcast_id>/send")
@needs_scope("manage")
@write
@blp.arguments(SendInput)
@blp.response(200, BroadcastOutput)
def send_broadcast(asked: dict[str, datetime | None], broadcast_id: int) -> Broadcast:
    """Send it now, or `at` a time to come."""
    return actions.send_broadcast(visitor(), broadcast_id, asked["at"])


@blp.post("/broadcasts/<int:broadcast_id>/unsend")
@needs_scope("manage")
@write
@blp.response(200, BroadcastOutput)
def unsend_broadcast(broadcast_id: int) -> Broadcast:
    """Make a scheduled message a draft again; 409 `sent` once it went out."""
    return actions.unsend_broadcast(visitor(), broadcast_id)


@blp.post("/broadcasts/<int:broadcast_id>/resume")
@needs_scope("manage")
@write
@blp.response(200, BroadcastOutput)
def resume_broadcast(broadcast_id: int) -> Broadcast:
    """Go on with one that stood still half-way; 409 `not_halted` when it did not."""
    return actions.resume_broadcast(visitor(), broadcast_id)


@blp.get("/broadcasts/<int:broadcast_id>/forecast")
@needs_scope("manage")
@blp.response(200, ForecastOutput)
def get_forecast(broadcast_id: int) -> Forecast:
    """To whom it would come now, and why not to the others: over the first 2,000 members."""
    found, _circle, here = queries.get_broadcast(visitor(), broadcast_id)
    return queries.forecast(here, found)


@blp.post("/broadcasts/<int:broadcast_id>/stop")
@needs_scope("manage")
@write
@blp.response(200, BroadcastOutput)
def stop_broadcast(broadcast_id: int) -> Broadcast:
    """Reach nobody more, and take it out of the inboxes; 409 `not_sent` unless it is on its way."""
    return actions.stop_broadcast(visitor(), broadcast_id)


@blp.get("/broadcasts/<int:broadcast_id>/results")
@needs_scope("manage")
@blp.response(200, ResultsOutput)
def get_results(broadcast_id: int) -> Results:
    """What came of it; what fewer than five people did is not told."""
    found, _circle, here = queries.get_broadcast(visitor(), broadcast_id)
    return queries.results(here, found)
