"""One process of the ledger's soak: a few members who earn, stake, pay, redeem and undo at once.

`python -m bench.ledger_client NUMBER THREADS ACKS PLACES` runs until it is stopped; every operation
that was answered is written to ACKS before the next begins: none of them may be lost.
"""

import json
import os
import random
import sys
import threading
import uuid
from pathlib import Path

from circle.app import create_app
from circle.config import load_settings
from circle.core.actor import Actor
from circle.core.clock import now
from circle.core.db import transaction
from circle.core.errors import Conflict, Unavailable
from circle.points import actions
from circle.points.actions import Cause, Happening
from circle.points.schemas.orders import Redeeming

WEIGHTS = {
    "award": 30, "hold": 14, "release": 6, "accept": 8, "redeem": 16, "cancel": 12, "take_back": 14,
}  # fmt: skip
AGAIN = 0.05  # of awards are told twice


class Client(threading.Thread):
    """One member's hand: a random operation after the other, each repeated until it is answered."""

    def __init__(self, app, place, acks, seed):
        super().__init__(daemon=True)
        self._app, self._acks, self._rng = app, acks, random.Random(seed)
        self._circle, self._reward = place["circle"], place["reward"]
        self._members, self._price = place["members"], place["price"]
        self._holds, self._orders, self._entries = [], [], []

    def run(self):
        while True:
            name = self._rng.choices(list(WEIGHTS), WEIGHTS.values())[0]
            done = self._repeated(getattr(self, name))
            if done:
                os.write(self._acks, f"{name} {done}\n".encode())

    def award(self, key):
        who, entry = self._rng.choice(self._members), int(key[:7], 16)
        rule = "purchase" if int(key[8], 16) < 8 else "featured"
        happening = Happening(
            self._circle, who, rule, "entry", key, entry_id=entry,
            facts={"amount": 20 + int(key[9], 16)}, at=now(),
        )  # fmt: skip
        for _ in range(2 if self._rng.random() < AGAIN else 1):
            actions.note(happening)
        self._entries.append((who, entry))
        return f"{rule}:entry:{key}"

    def hold(self, key):
        who = self._rng.choice(self._members)
        kept = actions.hold(self._circle, who, 5, Cause("bounty", "soak", key))
        self._holds.append((kept.id, who))
        return f"bounty:soak:{key}"

    def release(self, key):
        if not self._holds:
            return None
        ident, who = self._holds.pop()
        if self._rng.random() < 0.3:
            actions.refund(ident)
            return f"refund:hold:{ident}"
        to = self._rng.choice([member for member in self._members if member != who])
        actions.release(ident, to)
        return f"release:hold:{ident}:{to}"

    def accept(self, key):
        """An answer is accepted: a stake is paid, both are awarded, in one transaction."""
        if not self._holds:
            return None
        ident, asker = self._holds.pop()
        to = self._rng.choice([member for member in self._members if member != asker])
        with transaction():
            actions.release(ident, to)
            actions.note_all([
                Happening(self._circle, to, "accepted", "question", key, giver_id=asker),
                Happening(self._circle, asker, "accepting", "question", key, giver_id=to),
            ])
        return f"release:hold:{ident}:{to}"

    def redeem(self, key):
        order = actions.redeem(
            Actor(user_id=self._rng.choice(self._members)), self._reward, Redeeming(self._price)
        )
        self._orders.append((order.id, order.user_id))
        return f"redeem:order:{order.id}"

    def cancel(self, key):
        if not self._orders:
            return None
        ident, who = self._orders.pop(0)
        actions.cancel_order(Actor(user_id=who), ident)
        return f"redeem:order:{ident}"

    def take_back(self, key):
        if not self._entries:
            return None
        who, entry = self._entries.pop(0)
        actions.take_back(self._circle, who, entry)
        if self._rng.random() < 0.3:
            actions.pay_again(self._circle, who, entry)
        return f"entry:{entry}"

    def _repeated(self, work):
        """Do it until it is done or refused; a busy database is asked again with the same key."""
        key = uuid.UUID(int=self._rng.getrandbits(128)).hex
        while True:
            try:
                with self._app.app_context():
                    return work(key)
            except Unavailable:
                continue
            except Conflict:
                return None


def main():
    number, threads, acks, place = sys.argv[1:]
    app = create_app(load_settings())
    places = json.loads(place)
    log = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    clients = [
        Client(app, places[n % len(places)], log, f"{number}:{os.getpid()}:{n}")
        for n in range(int(threads))
    ]
    for client in clients:
        client.start()
    Path(acks).with_name(f"ready{number}").write_text(str(os.getpid()))
    for client in clients:
        client.join()


if __name__ == "__main__":
    main()
