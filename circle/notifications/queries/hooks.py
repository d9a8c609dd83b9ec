"""Reads of what brands hear: who listens, the log of an endpoint, and what is due."""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from circle.brands.models import Brand
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.core.recent import Recent
from circle.notifications import policy
from circle.notifications.models import HookAttempt, HookDelivery, HookEndpoint, HookMessage

FRESH_SECONDS = 5  # a new endpoint is heard of in every process after this long
TRIES_SHOWN = 20
NOTHING: frozenset[str] = frozenset()

_wanted: Recent[Mapping[int, frozenset[str]]] = Recent(1)


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of an endpoint's log: a message, how it stands, and the tries it took."""

    id: int
    message_id: int
    ident: str
    kind: str
    at: datetime
    state: str
    due_at: datetime
    attempts: Sequence[HookAttempt]


def wanted_in(circle_id: int) -> frozenset[str]:
    """What endpoints want to hear of a circle; the whole list is kept for five seconds.

    Also of those that failed for days: what they missed can be sent again.
    """
    slot = int(time.monotonic() // FRESH_SECONDS)
    return _wanted.get(slot, _read_wanted).get(circle_id, NOTHING)


def forget_wanted() -> None:
    """Read anew who wants what when it is next needed."""
    _wanted.clear()


def enter_for_hooks(actor: Actor, slug: str) -> tuple[Circle, Actor]:
    """A circle of a brand, for who may see what its servers hear; NotFound for one of no brand."""
    circle, here = circles.enter(actor, slug)
    require(here, policy.can_see_hooks(here))
    if circle.brand_id is None:
        raise NotFound
    return circle, here


def get_endpoint(
    actor: Actor, endpoint_id: int, *, lock: bool = False
) -> tuple[HookEndpoint, Circle | None, Actor]:
    """An endpoint and the place it hears of; NotFound where the actor may not see it."""
    found = select(HookEndpoint).where(HookEndpoint.id == endpoint_id)
    endpoint: HookEndpoint | None = session().scalar(lock_row(found) if lock else found)
    if endpoint is None:
        raise NotFound
    if endpoint.circle_id is None:
        if not policy.can_see_brands_hooks(actor):
            raise NotFound
        return endpoint, None, actor
    circle, here = circles.enter_by_id(actor, endpoint.circle_id)
    if not policy.can_see_hooks(here) or circle.brand_id != endpoint.brand_id:
        raise NotFound
    return endpoint, circle, here


def endpoint_at(actor: Actor, slug: str, endpoint_id: int) -> tuple[HookEndpoint, Circle, Actor]:
    """An endpoint of the circle at an address, and of no other."""
    circle, here = enter_for_hooks(actor, slug)
    endpoint = get_endpoint(actor, endpoint_id)[0]
    if endpoint.circle_id != circle.id or endpoint.removed_at is not None:
        raise NotFound
    return endpoint, circle, here


def endpoint_of_brand(
    actor: Actor, brand_id: int, endpoint_id: int, *, removed: bool = False
) -> HookEndpoint:
    """An endpoint of a brand, and of no other."""
    endpoint = get_endpoint(actor, endpoint_id)[0]
    if endpoint.brand_id != brand_id or (endpoint.removed_at is not None and not removed):
        raise NotFound
    return endpoint


def list_endpoints(circle: Circle) -> Sequence[HookEndpoint]:
    """Who hears of a circle: its own endpoints, then those of the whole brand."""
    return session().scalars(
        _standing(circle.brand_id or 0)
        .where(or_(HookEndpoint.circle_id == circle.id, HookEndpoint.circle_id.is_(None)))
        .order_by(HookEndpoint.circle_id.is_(None), HookEndpoint.id)
    ).all()  # fmt: skip


def list_of_brand(actor: Actor, brand_id: int) -> Sequence[HookEndpoint]:
    """A brand's endpoints, as far as the actor may see them; NotFound where there is nothing."""
    own = select(Circle).where(Circle.brand_id == brand_id, Circle.deleted_at.is_(None))
    mine = own.where(Circle.id.in_([one.id for one in circles.my_circles(actor)]))
    placed = circles.place_in(actor, session().scalars(mine).all())
    led = [circle.id for circle, here in placed if policy.can_see_hooks(here)]
    whole = policy.can_see_brands_hooks(actor) and session().get(Brand, brand_id) is not None
    if not led and not whole:
        raise NotFound
    seen: ColumnElement[bool] = HookEndpoint.circle_id.in_(led)
    if whole:
        seen = or_(seen, HookEndpoint.circle_id.is_(None))
    found = _standing(brand_id).where(seen)
    return session().scalars(found.order_by(HookEndpoint.id)).all()


def count_endpoints(brand_id: int, circle_id: int | None) -> int:
    """How many stand in the same place."""
    found = _standing(brand_id).where(HookEndpoint.circle_id.is_not_distinct_from(circle_id))
    return session().scalar(select(func.count()).select_from(found.subquery())) or 0


def deliveries_page(
    endpoint: HookEndpoint, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Tried]:
    """What was sent to an endpoint, newest first, each with its latest tries."""
    statement: Any = (
        select(HookDelivery, HookMessage.uid, HookMessage.kind, HookMessage.at)
        .join(HookMessage, HookMessage.id == HookDelivery.message_id)
        .where(HookDelivery.endpoint_id == endpoint.id)
    )
    place = (HookDelivery.message_id, HookDelivery.id)
    rows = session().execute(after(statement, place, cursor).limit(limit + 1)).all()
    tries = _attempts_of([row.HookDelivery.id for row in rows])
    shown = [
        Tried(
            row.HookDelivery.id, row.HookDelivery.message_id, f"msg_{row.uid}", row.kind, row.at,
            row.HookDelivery.state, row.HookDelivery.due_at,
            tries[row.HookDelivery.id][:TRIES_SHOWN],
        )
        for row in rows
    ]  # fmt: skip
    return cut(shown, limit, lambda one: (one.message_id, one.id))


def messages_for(
    endpoint: HookEndpoint, since: datetime, until: datetime
) -> Select[int]:
    """What happened in a time that an endpoint wants to hear of, of circles of its brand."""
    return (
        select(HookMessage.id)
        .join(Circle, Circle.id == HookMessage.circle_id)
        .where(Circle.brand_id == endpoint.brand_id, HookMessage.brand_id == endpoint.brand_id)
        .where(HookMessage.kind.in_(endpoint.kinds))
        .where(HookMessage.circle_id == (endpoint.circle_id or HookMessage.circle_id))
        .where(HookMessage.at >= since, HookMessage.at <= until, HookMessage.body.is_not(None))
    )


def owner_of(circle_id: int) -> int | None:
    """The user who owns a circle."""
    return session().scalar(
        select(Membership.user_id).where(
            Membership.circle_id == circle_id, Membership.role == "owner"
        )
    )


def listeners(circle_ids: Collection[int]) -> Mapping[int, Sequence[HookEndpoint]]:
    """The endpoints that are sent what happens in each of these circles."""
    found: dict[int, list[HookEndpoint]] = defaultdict(list)
    heard = _hearing().where(Circle.id.in_(circle_ids), HookEndpoint.off_at.is_(None))
    for circle_id, endpoint in session().execute(heard.order_by(HookEndpoint.id)):
        found[circle_id].append(endpoint)
    return found


def endpoints_due() -> Select[HookEndpoint]:
    """Endpoints something is due for, that rest not and nobody sends to, longest waiting first."""
    now = clock.now()
    earliest = (
        select(func.min(HookDelivery.due_at))
        .where(HookDelivery.endpoint_id == HookEndpoint.id, is_due())
        .correlate(HookEndpoint)
        .scalar_subquery()
    )
    return (
        select(HookEndpoint)
        .where(HookEndpoint.off_at.is_(None), HookEndpoint.removed_at.is_(None))
        .where(_is_past(HookEndpoint.rests_until, now), _is_past(HookEndpoint.busy_until, now))
        .where(earliest.is_not(None))
        .order_by(earliest, HookEndpoint.id)
    )


def is_due() -> ColumnElement[bool]:
    """Deliveries to be sent now."""
    return and_(HookDelivery.state == "waiting", HookDelivery.due_at <= clock.now())


def is_anything_unsorted() -> bool:
    """Whether something happened that is not sorted: a plain read that locks nothing."""
    return bool(session().scalar(select(exists().where(HookMessage.body.is_(None)))))


def is_anything_due() -> bool:
    """Whether there is anything to send: a plain read, so that an idle worker locks nothing."""
    due = endpoints_due().with_only_columns(HookEndpoint.id).order_by(None).limit(1)
    return session().scalar(due) is not None


def _read_wanted() -> Mapping[int, frozenset[str]]:
    wanted: dict[int, frozenset[str]] = {}
    kept = or_(HookEndpoint.off_why.is_(None), HookEndpoint.off_why != "staff")
    for circle_id, endpoint in session().execute(_hearing().where(kept)):
        wanted[circle_id] = wanted.get(circle_id, NOTHING) | frozenset(endpoint.kinds)
    return wanted


def _hearing() -> Select[int, HookEndpoint]:
    """(circle, endpoint) for each circle of its own brand an endpoint hears of."""
    return (
        select(Circle.id, HookEndpoint)
        .join(HookEndpoint, HookEndpoint.brand_id == Circle.brand_id)
        .where(or_(HookEndpoint.circle_id.is_(None), HookEndpoint.circle_id == Circle.id))
        .where(HookEndpoint.removed_at.is_(None))
    )


def _standing(brand_id: int) -> Select[HookEndpoint]:
    return select(HookEndpoint).where(
        HookEndpoint.brand_id == brand_id, HookEndpoint.removed_at.is_(None)
    )


def _is_past(column: Any, now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def _attempts_of(delivery_ids: Collection[int]) -> Mapping[int, list[HookAttempt]]:
    found: dict[int, list[HookAttempt]] = defaultdict(list)
    statement = select(HookAttempt).where(HookAttempt.delivery_id.in_(delivery_ids))
    for one in session().scalars(statement.order_by(HookAttempt.id.desc())):
        found[one.delivery_id].append(one)
    return found
