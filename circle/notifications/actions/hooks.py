"""The verbs of endpoints: made, changed, tried, sent to again, removed."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, literal, select

from circle.brands import queries as brands
from circle.circles import queries as circles
from circle.circles.actions.deeds import tell_deed
from circle.circles.models import Circle
from circle.core import clock, signing
from circle.core.actor import Actor
from circle.core.db import UtcTime, action, insert_into, lock_row, new_uid, session, table_of
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.sealing import seal
from circle.core.throttle import Limit, count_deeds
from circle.notifications import policy, queries
from circle.notifications.kinds import HOOK_TEST
from circle.notifications.models import HookDelivery, HookEndpoint, HookMessage
from circle.notifications.models.hooks import KEPT, OLD_SECRET_LASTS
from circle.notifications.schemas.hooks import EndpointChange, NewEndpoint, Span

MOST = 10  # endpoints in one place
MOST_AGAIN = 5000  # messages sent again at once
UNDO = timedelta(minutes=10)
TESTS = (Limit("hook-tests", 20, 3600),)


@action
def add_endpoint(
    actor: Actor, brand_id: int, circle_id: int | None, new: NewEndpoint
) -> tuple[HookEndpoint, str]:
    """Have a server of a brand hear of a circle, or of all of the brand's; with its secret.

    The secret is told this once. Ten endpoints in one place are the most.
    """
    circle, here = _place(actor, brand_id, circle_id)
    require(here, policy.can_keep_hooks(here, circle))
    brands.lock_brand(brand_id)  # one newcomer at a time: the count below holds
    if queries.count_endpoints(brand_id, circle_id) >= MOST:
        raise Conflict(lazy("Ten servers are the most here"), code="too_many_endpoints")
    endpoint = HookEndpoint(
        uid=new_uid(), brand_id=brand_id, circle_id=circle_id, url=new.url, note=new.note,
        kinds=sorted(set(new.kinds)), made_by=here.user_id, fails=0,
    )  # fmt: skip
    secret = signing.new_secret()
    endpoint.secret = seal(secret, endpoint.seal)
    session().add(endpoint)
    session().flush()
    _tell(here, endpoint, "made")
    return endpoint, secret


@action
def change_endpoint(actor: Actor, endpoint_id: int, change: EndpointChange) -> HookEndpoint:
    """Another address, other wishes; switch it off, or on again with a clean slate."""
    endpoint, here = _kept(actor, endpoint_id)
    before = endpoint.url
    if change.kinds is not None:
        endpoint.kinds = sorted(set(change.kinds))
    if change.note is not None:
        endpoint.note = change.note
    if change.url is not None and change.url != before:
        endpoint.url = change.url
        endpoint.note_success(endpoint.heard_at)
    if change.enabled is False:
        endpoint.turn_off("staff")
    elif change.enabled:
        endpoint.turn_on()
    _tell(here, endpoint, _how(change.enabled), before=_host(before))
    return endpoint


@action
def rotate_secret(actor: Actor, endpoint_id: int) -> tuple[HookEndpoint, str]:
    """Make another secret, told this once; for a day messages are signed with the former too."""
    endpoint, here = _kept(actor, endpoint_id)
    endpoint.old_secret, endpoint.old_until = endpoint.secret, clock.now() + OLD_SECRET_LASTS
    secret = signing.new_secret()
    endpoint.secret = seal(secret, endpoint.seal)
    _tell(here, endpoint, "key")
    return endpoint, secret


@action
def send_test(actor: Actor, endpoint_id: int) -> HookDelivery:
    """Send a message that means nothing, to see whether it arrives."""
    endpoint, _here = _kept(actor, endpoint_id)
    if not endpoint.is_on:
        raise Conflict(lazy("Switch it on first"), code="endpoint_off")
    count_deeds(TESTS, f"h{endpoint.id}")
    message = HookMessage(
        uid=new_uid(), circle_id=endpoint.circle_id, brand_id=endpoint.brand_id, kind=HOOK_TEST,
        at=clock.now(),
        facts={"endpoint_id": endpoint.id},
    )  # fmt: skip
    session().add(message)
    session().flush()
    message.body = queries.bodies_of([message])[message.id]
    delivery = HookDelivery(
        message_id=message.id, endpoint_id=endpoint.id, circle_id=endpoint.circle_id,
        state="waiting", tries=0, due_at=clock.now(),
    )  # fmt: skip
    session().add(delivery)
    session().flush()
    endpoint.rests_until = None
    return delivery


@action
def send_again(actor: Actor, endpoint_id: int, delivery_id: int) -> HookDelivery:
    """Send one message again, under the id it had: whoever took it already knows it."""
    endpoint, here = _kept(actor, endpoint_id)
    sent = select(HookDelivery).where(HookDelivery.endpoint_id == endpoint.id)
    delivery: HookDelivery | None = session().scalar(
        lock_row(sent.where(HookDelivery.id == delivery_id))
    )
    if delivery is None:
        raise NotFound
    if not endpoint.is_on:
        raise Conflict(lazy("Switch it on first"), code="endpoint_off")
    delivery.state, delivery.tries, delivery.done_at = "waiting", 0, None
    delivery.due_at, endpoint.rests_until = clock.now(), None
    _tell(here, endpoint, "again")
    return delivery


@action
def send_span_again(actor: Actor, endpoint_id: int, span: Span) -> int:
    """Send again what happened in a time: what did not arrive, or everything. Returns how many.

    At most 5,000 messages, of the 30 days they are kept; each under the id it had.
    """
    endpoint, here = _kept(actor, endpoint_id)
    if span.since >= span.until:
        raise Invalid(errors={"until": [lazy("It ends before it begins")]})
    if not endpoint.is_on:
        raise Conflict(lazy("Switch it on first"), code="endpoint_off")
    asked = queries.messages_for(endpoint, max(span.since, clock.now() - KEPT), span.until)
    ids = session().scalars(asked.limit(MOST_AGAIN + 1)).all()
    if len(ids) > MOST_AGAIN:
        raise Invalid(lazy("That is more than fits at once"), code="span_too_long")
    count = _send_again(endpoint, asked, arrived=span.arrived) if ids else 0
    endpoint.rests_until = None
    _tell(here, endpoint, "again", after=count)
    return count


@action
def remove_endpoint(actor: Actor, endpoint_id: int) -> HookEndpoint:
    """It hears nothing any more; for ten minutes it can be brought back."""
    endpoint, here = _kept(actor, endpoint_id)
    endpoint.removed_at = clock.now()
    _tell(here, endpoint, "removed")
    return endpoint


@action
def restore_endpoint(actor: Actor, endpoint_id: int) -> HookEndpoint:
    """Bring back what was just removed."""
    endpoint, here = _kept(actor, endpoint_id, removed=True)
    if endpoint.removed_at is not None:
        if endpoint.removed_at < clock.now() - UNDO:
            raise Conflict(lazy("That was too long ago to take back"), code="too_late")
        endpoint.removed_at = None
        _tell(here, endpoint, "back")
    return endpoint


def _place(actor: Actor, brand_id: int, circle_id: int | None) -> tuple[Circle | None, Actor]:
    """The circle of that brand, or the whole brand."""
    if circle_id is None:
        return None, actor
    circle, here = circles.enter_locked(actor, circle_id)
    if circle.brand_id != brand_id:
        raise NotFound
    return circle, here


def _kept(
    actor: Actor, endpoint_id: int, *, removed: bool = False
) -> tuple[HookEndpoint, Actor]:
    """An endpoint the actor may decide about, read fresh and kept until commit."""
    endpoint, circle, here = queries.get_endpoint(actor, endpoint_id, lock=True)
    require(here, policy.can_keep_hooks(here, circle))
    if endpoint.removed_at is not None and not removed:
        raise NotFound
    return endpoint, here


def _send_again(endpoint: HookEndpoint, asked: Select[int], *, arrived: bool) -> int:
    wanted = asked.with_only_columns(
        HookMessage.id, literal(endpoint.id), HookMessage.circle_id, literal("waiting"),
        literal(0), literal(clock.now(), UtcTime),
    ).order_by(None)  # fmt: skip
    columns = ("message_id", "endpoint_id", "circle_id", "state", "tries", "due_at")
    adding = insert_into(table_of(HookDelivery)).from_select(columns, wanted)
    fresh = {name: adding.excluded[name] for name in ("state", "tries", "due_at")}
    written = adding.on_conflict_do_update(
        index_elements=("message_id", "endpoint_id"), set_={**fresh, "done_at": None},
        where=None if arrived else HookDelivery.state != "delivered",
    )  # fmt: skip
    return len(session().execute(written.returning(HookDelivery.id)).all())


def _tell(here: Actor, endpoint: HookEndpoint, how: str, **told: Any) -> None:
    queries.forget_wanted()
    tell_deed(
        here, "hook", ("brand", endpoint.brand_id), how=how, name=_host(endpoint.url), **told
    )


def _how(enabled: bool | None) -> str:
    return "changed" if enabled is None else "on" if enabled else "off"


def _host(url: str) -> str:
    """Which server; the path may be a secret."""
    return urlsplit(url).netloc
