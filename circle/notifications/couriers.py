"""Who carries what brands hear to their servers: each of them one endpoint at a time.

They speak to the network and to nothing else: what is sent was read before, how it went is written
down after. One that waits for a slow server keeps nobody but that server waiting.
"""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache, partial

from circle.core import calls, clock, signing
from circle.core.calls import Letter, Unreachable
from circle.notifications import actions, queries
from circle.notifications.actions import Outcome, Parcel, Shipment

COURIERS = 16  # endpoints sent to at once
ROUND_SECONDS = 20.0  # then a courier comes back, whatever is left: well within the lease
PATIENCE = 0.2  # seconds the desk waits for the first who comes back
AGENT = "Circle-Webhooks/1"

Post = Callable[[Letter], int]


class Desk:
    """Gives out what is due and takes down how it went; the only one who touches the database."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(COURIERS, thread_name_prefix="hooks")
        self._out: dict[Future[list[Outcome]], Shipment] = {}

    def turn(self) -> bool:
        """Sort what happened, send couriers out, write down what those report who came back."""
        sorted_some = queries.is_anything_unsorted() and actions.sort_messages() > 0
        self._take_reports()
        while len(self._out) < COURIERS and queries.is_anything_due():
            shipment = actions.claim_shipment()
            if shipment is None:
                break
            post = partial(calls.post, loopback=calls.is_loopback_open())
            self._out[self._pool.submit(carry, shipment, post)] = shipment
        return sorted_some or bool(self._out)

    def _take_reports(self) -> None:
        if not self._out:
            return
        done, _still = wait(self._out, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        for report in done:
            actions.keep_outcomes(self._out.pop(report), report.result())


@cache
def desk() -> Desk:
    """The desk of this process."""
    return Desk()


def carry(shipment: Shipment, post: Post) -> list[Outcome]:
    """Send what is due to one endpoint, one after another; what fails first ends the round."""
    outcomes: list[Outcome] = []
    until = time.monotonic() + ROUND_SECONDS
    for parcel in shipment.parcels:
        outcomes.append(_deliver(shipment, parcel, post))
        if outcomes[-1].trouble is not None or time.monotonic() > until:
            break
    return outcomes


def _deliver(shipment: Shipment, parcel: Parcel, post: Post) -> Outcome:
    at, started = clock.now(), time.monotonic()

    def outcome(status: int | None, trouble: str | None) -> Outcome:
        ms = round((time.monotonic() - started) * 1000)
        return Outcome(parcel.delivery_id, at, ms, status, trouble)

    if not shipment.secrets:
        return outcome(None, "secret")
    try:
        status = post(_letter(shipment, parcel, str(int(at.timestamp()))))
    except Unreachable as error:
        return outcome(None, error.code)
    return outcome(status, None if 200 <= status < 300 else "status")


def _letter(shipment: Shipment, parcel: Parcel, timestamp: str) -> Letter:
    """Signed as Standard Webhooks has it, with each secret that is good."""
    body = parcel.body.encode()
    signatures = [
        signing.sign(signing.key_of(secret), parcel.ident, timestamp, body)
        for secret in shipment.secrets
    ]
    return Letter(
        shipment.url, body,
        {
            "Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close",
            "webhook-id": parcel.ident, "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(signatures),
        },
    )  # fmt: skip
