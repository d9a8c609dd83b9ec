"""The steps of sending: what is written down goes to whom, who sends it, and how that went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from circle.core import clock
from circle.core.db import action, insert_into, lock_row, session, table_of
from circle.core.sealing import unseal
from circle.notifications import queries
from circle.notifications.actions.telling import tell
from circle.notifications.models import HookAttempt, HookDelivery, HookEndpoint, HookMessage
from circle.notifications.models.hooks import KEPT
from circle.notifications.queries import Telling

PORTION = 100  # messages sorted at a time
BATCH = 20  # sent to one endpoint in a row: what a kill makes it send again, under the same ids
LEASE = timedelta(seconds=120)  # of an endpoint; whoever sends stops well before
SWEPT_AT_ONCE = 1000
TOO_LONG = timedelta(days=5)  # failing without a break
GONE = 410
BACK_OFF = tuple(timedelta(seconds=s) for s in (
    5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400,
))  # after each try; some five days, as Standard Webhooks suggests  # fmt: skip
RESTS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 300, 600, 1800))  # after so many fails


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: its id stays the same however often it is sent."""

    delivery_id: int
    ident: str
    body: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """What one sender takes to one endpoint, and until when nobody else does."""

    endpoint_id: int
    until: datetime
    url: str
    secrets: tuple[str, ...]
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try went: what was answered, or why nothing was."""

    delivery_id: int
    at: datetime
    ms: int
    status: int | None = None
    trouble: str | None = None


@action
def sort_messages() -> int:
    """Write down what is sent of things that happened, and to whom; answers of how many.

    A message that is written is sorted: what happens twice here happens once.
    """
    unsorted = select(HookMessage).where(HookMessage.body.is_(None)).order_by(HookMessage.id)
    messages = session().scalars(
        lock_row(unsorted.limit(PORTION)).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    bodies = queries.bodies_of(messages)
    heard = queries.listeners({one.circle_id for one in messages if one.circle_id})
    now, rows = clock.now(), []
    for message in messages:
        message.body = bodies[message.id]
        rows += [
            {
                "message_id": message.id, "endpoint_id": endpoint.id,
                "circle_id": message.circle_id, "state": "waiting", "tries": 0, "due_at": now,
            }
            for endpoint in heard.get(message.circle_id or 0, ())
            if message.kind in endpoint.kinds and endpoint.created_at <= message.at
        ]  # fmt: skip
    if rows:
        session().execute(insert_into(table_of(HookDelivery)).on_conflict_do_nothing(), rows)
    return len(messages)


@action
def claim_shipment() -> Shipment | None:
    """Take what is due for one endpoint that rests not and that nobody else sends to."""
    due = queries.endpoints_due().limit(1)
    endpoint = session().scalar(lock_row(due).with_for_update(skip_locked=True, of=HookEndpoint))
    if endpoint is None:
        return None
    endpoint.busy_until = clock.now() + LEASE
    found = session().execute(
        select(HookDelivery.id, HookMessage.uid, HookMessage.body)
        .join(HookMessage, HookMessage.id == HookDelivery.message_id)
        .where(HookDelivery.endpoint_id == endpoint.id, queries.is_due())
        .order_by(HookDelivery.due_at, HookDelivery.id)
        .limit(1 if endpoint.fails else BATCH)
    )
    parcels = tuple(Parcel(row.id, f"msg_{row.uid}", row.body) for row in found)
    return Shipment(
        endpoint.id, endpoint.busy_until, endpoint.url, _secrets_of(endpoint), parcels
    )


@action
def keep_outcomes(shipment: Shipment, outcomes: Sequence[Outcome]) -> None:
    """Write into the log how each try went, and decide what comes next."""
    endpoint = session().scalar(
        lock_row(select(HookEndpoint).where(HookEndpoint.id == shipment.endpoint_id))
    )
    if endpoint is None:
        return
    if endpoint.busy_until == shipment.until:
        endpoint.busy_until = None  # else the time was up, and somebody else sends by now
    known = {
        one.id: one for one in session().scalars(
            lock_row(select(HookDelivery).where(
                HookDelivery.id.in_([outcome.delivery_id for outcome in outcomes])
            ))
        )
    }  # fmt: skip
    for outcome in outcomes:
        delivery = known.get(outcome.delivery_id)
        if delivery is not None:
            _keep(endpoint, delivery, outcome)


@action
def sweep_hooks() -> bool:
    """Forget a thousand of what was sent more than 30 days ago; True while there is more."""
    old = (
        select(HookMessage.id).where(HookMessage.at < clock.now() - KEPT)
        .order_by(HookMessage.at).limit(SWEPT_AT_ONCE)
    )  # fmt: skip
    messages = session().scalars(old).all()
    _forget(HookDelivery.message_id.in_(messages))
    session().execute(delete(HookMessage).where(HookMessage.id.in_(messages)))
    return len(messages) == SWEPT_AT_ONCE


@action
def sweep_endpoints() -> None:
    """What was removed more than 30 days ago is forgotten with everything that was sent there."""
    gone = session().scalars(
        select(HookEndpoint.id).where(HookEndpoint.removed_at < clock.now() - KEPT).limit(100)
    ).all()  # fmt: skip
    _forget(HookDelivery.endpoint_id.in_(gone))
    session().execute(delete(HookEndpoint).where(HookEndpoint.id.in_(gone)))


def _forget(which: Any) -> None:
    deliveries = select(HookDelivery.id).where(which)
    session().execute(delete(HookAttempt).where(HookAttempt.delivery_id.in_(deliveries)))
    session().execute(delete(HookDelivery).where(which))


def _secrets_of(endpoint: HookEndpoint) -> tuple[str, ...]:
    """The secrets messages are signed with: the new one first, the former while it lasts."""
    sealed = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_until and endpoint.old_until > clock.now():
        sealed.append(endpoint.old_secret)
    return tuple(secret for one in sealed if (secret := unseal(one, endpoint.seal)) is not None)


def _keep(endpoint: HookEndpoint, delivery: HookDelivery, outcome: Outcome) -> None:
    session().execute(insert(table_of(HookAttempt)), {
        "delivery_id": delivery.id, "circle_id": delivery.circle_id, "at": outcome.at,
        "status": outcome.status, "trouble": outcome.trouble, "ms": outcome.ms,
    })  # fmt: skip
    delivery.tries += 1
    if outcome.trouble is None:
        delivery.state, delivery.done_at = "delivered", outcome.at
        endpoint.note_success(outcome.at)
        return
    if delivery.state == "waiting":
        if delivery.tries > len(BACK_OFF):
            delivery.state, delivery.done_at = "failed", outcome.at
        else:
            delivery.due_at = outcome.at + BACK_OFF[delivery.tries - 1]
    _note_failure(endpoint, outcome)


def _note_failure(endpoint: HookEndpoint, outcome: Outcome) -> None:
    endpoint.fails += 1
    endpoint.failing_since = endpoint.failing_since or outcome.at
    endpoint.rests_until = outcome.at + RESTS[min(endpoint.fails, len(RESTS)) - 1]
    if endpoint.off_at is not None:
        return
    if outcome.status == GONE:
        endpoint.turn_off("gone")
    elif outcome.at - endpoint.failing_since >= TOO_LONG:
        endpoint.turn_off("failing")
    else:
        return
    _tell_owner(endpoint)


def _tell_owner(endpoint: HookEndpoint) -> None:
    when = endpoint.off_at.isoformat(timespec="seconds") if endpoint.off_at else ""
    circle_id = endpoint.circle_id
    person = endpoint.made_by if circle_id is None else queries.owner_of(circle_id)
    code = "hook_gone" if endpoint.off_why == "gone" else "hook_failing"
    tell(
        [] if person is None else [person],
        Telling(
            "system", code, f"hook_off:{endpoint.id}:{when}",
            endpoint.circle_id, facts={"hook": endpoint.id},
        ),
    )  # fmt: skip
