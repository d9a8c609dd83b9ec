"""One process of the ledger's soak: a few members who earn, stake, pay, redeem and undo at once.

`python -m bench.ledger_client NUMBER THREADS JOURNAL SEED PLACES` runs until it is stopped. What it
asks and is answered stands in JOURNAL (`bench.ledger_journal`): none of it may be lost or doubled.
"""

import json
import os
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ledger_journal import REFUSAL, Journal, Operation
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
    "award": 34, "hold": 14, "settle": 13, "redeem": 14, "cancel": 11, "take_back": 10,
    "pay_again": 4,
}  # fmt: skip
TWICE = 0.04  # asked by two hands at once, or by one once more: done once all the same
BEGINS = datetime(2024, 1, 1, 1, tzinfo=UTC)  # the days on which limits count, far from today
STEP_DAYS = 4  # between one of them and the next
LIMITED = {
    "post": 4, "question": 4, "answer": 6, "topic": 2, "reply": 7, "comment": 8, "liked": 8,
    "report": 6,
}  # fmt: skip
TO_LIMITED = 0.6  # of awards; the other members' are of kinds that know no limit
Asked = dict[str, Any]


def award(asked: Asked, key: str) -> Asked:
    """What happened is noted: paid, or refused for a reason."""
    kept = actions.note(Happening(
        asked["circle"], asked["who"], asked["rule"], "entry", key, entry_id=asked["entry"],
        at=datetime.fromisoformat(asked["at"]), thread_id=asked.get("thread"),
        giver_id=asked.get("giver"), facts=facts_of(asked),
    ))  # fmt: skip
    return {"points": kept.points, "growth": kept.growth, "refused": kept.refused}


def facts_of(asked: Asked) -> Asked:
    """What a reaction would tell of it."""
    facts = {name: asked[name] for name in ("amount", "characters", "thread") if name in asked}
    return facts | ({"giver_level": 3} if "giver" in asked else {})


def hold(asked: Asked, key: str) -> Asked:
    """Points are set aside."""
    cause = Cause("bounty", "soak", key)
    return {"hold": actions.hold(asked["circle"], asked["who"], asked["amount"], cause).id}


def settle(asked: Asked, key: str) -> Asked:
    """A stake is paid, given back or divided; an accepted answer awards both in the same breath."""
    if asked["how"] == "refund":
        return {"paid": actions.refund(asked["hold"]).paid}
    if asked["how"] == "divide":
        return {"paid": actions.divide(asked["hold"], {asked["to"]: asked["share"]}).paid}
    with transaction():
        kept = actions.release(asked["hold"], asked["to"])
        if asked["how"] == "accept":
            actions.note_all(accepted(asked, key))
    return {"paid": kept.paid}


def accepted(asked: Asked, key: str) -> list[Happening]:
    """An answer was accepted: for who wrote it and for who asked."""
    asker, to, at = asked["who"], asked["to"], datetime.fromisoformat(asked["at"])
    place = asked["circle"]
    return [
        Happening(place, to, "accepted", "question", key, giver_id=asker, at=at),
        Happening(place, asker, "accepting", "question", key, giver_id=to, at=at),
    ]


def redeem(asked: Asked, key: str) -> Asked:
    """Points buy something."""
    wanted = Redeeming(asked["price"])
    return {"order": actions.redeem(Actor(user_id=asked["who"]), asked["reward"], wanted).id}


def cancel(asked: Asked, key: str) -> Asked:
    """An order ends: its member changes their mind, or staff take it back."""
    actor = Actor(user_id=asked["by"])
    if asked["ends"] == "refunded":
        return {"state": actions.refund_order(
            actor, asked["order"], "sent back", restock=True
        ).state}
    return {"state": actions.cancel_order(actor, asked["order"]).state}


def take_back(asked: Asked, key: str) -> Asked:
    """An entry is gone, and what it earned with it."""
    actions.take_back(asked["circle"], asked["who"], asked["entry"])
    return {"entry": asked["entry"]}


def pay_again(asked: Asked, key: str) -> Asked:
    """An entry is back, and what it earned with it."""
    actions.pay_again(asked["circle"], asked["who"], asked["entry"])
    return {"entry": asked["entry"]}


VERBS: dict[str, Callable[[Asked, str], Asked]] = {
    "award": award, "hold": hold, "settle": settle, "redeem": redeem, "cancel": cancel,
    "take_back": take_back, "pay_again": pay_again,
}  # fmt: skip


class Client(threading.Thread):
    """One hand: a random operation after the other, each repeated until it is answered."""

    def __init__(self, app, place, journal, seed):
        super().__init__(daemon=True)
        self._app, self._place, self._journal = app, place, journal
        self._rng = random.Random(seed)
        self._holds, self._orders, self._standing, self._taken = [], [], [], []

    def run(self):
        """Until the process is killed; what nobody expected ends it, for all to see."""
        try:
            while True:
                self.step()
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def step(self):
        """One operation, unless there is nothing to do it with."""
        name = self._rng.choices(list(WEIGHTS), WEIGHTS.values())[0]
        asked = getattr(self, f"_{name}")()
        if asked is None:
            return
        operation = Operation(f"{self._rng.getrandbits(128):032x}", name, asked)
        self._journal.ask(operation)
        operation.answers = self._answers(operation)
        self._journal.answer(operation)
        if operation.done:
            self._remember(operation, operation.done[0])

    def _award(self):
        here, limited = self._place, self._rng.random() < TO_LIMITED
        asked = {"circle": here["circle"], "entry": self._rng.getrandbits(56), "at": str(now())}
        if not limited:
            rule = self._rng.choice(("purchase", "featured"))
            who = self._rng.choice(here["members"][here["limited"] :])
            return {**asked, "who": who, "rule": rule, "amount": self._rng.randrange(20, 36)}
        who = self._rng.choice(here["members"][: here["limited"]])
        rule = self._rng.choices(list(LIMITED), LIMITED.values())[0]
        asked |= {"who": who, "rule": rule, "at": self._on_their_day()}
        asked["characters"] = 3 if self._rng.random() < 0.05 else 40
        if rule in ("reply", "comment"):
            asked["thread"] = self._rng.randrange(1, 30 if rule == "reply" else 500)
        if rule == "liked":
            asked["giver"] = self._another(who)
        return asked

    def _hold(self):
        return {
            "circle": self._place["circle"], "who": self._rng.choice(self._place["members"]),
            "amount": self._rng.randrange(2, 10),
        }  # fmt: skip

    def _settle(self):
        if not self._holds:
            return None
        asked = self._holds.pop(self._rng.randrange(len(self._holds)))
        how = self._rng.choices(("accept", "release", "refund", "divide"), (6, 3, 3, 3))[0]
        asked = {**asked, "how": how, "at": self._on_their_day()}
        if how != "refund":
            asked["to"] = self._another(asked["who"])
        if how == "divide":
            asked["share"] = self._rng.randrange(1, asked["amount"])
        return asked

    def _redeem(self):
        here = self._place
        return {
            "circle": here["circle"], "who": self._rng.choice(here["members"]),
            "reward": here["reward"], "price": here["price"],
        }  # fmt: skip

    def _cancel(self):
        if not self._orders:
            return None
        asked = self._orders.pop(self._rng.randrange(len(self._orders)))
        if self._rng.random() < 0.3:
            return {**asked, "ends": "refunded", "by": self._place["owner"]}
        return {**asked, "ends": "cancelled", "by": asked["who"]}

    def _take_back(self):
        if not self._standing:
            return None
        return self._standing.pop(self._rng.randrange(len(self._standing)))

    def _pay_again(self):
        return self._taken.pop(0) if self._taken else None

    def _remember(self, operation, answer):
        """What later operations can be done with."""
        asked, name = operation.asked, operation.name
        if name == "award":
            kept = {each: asked[each] for each in ("circle", "who", "entry")}
            self._standing.append({**kept, "award": operation.key})
        elif name == "hold":
            self._holds.append({**asked, **answer})
        elif name == "redeem":
            kept = {each: asked[each] for each in ("circle", "who", "price")}
            self._orders.append({**kept, **answer})
        elif name in ("take_back", "pay_again"):
            (self._taken if name == "take_back" else self._standing).append(asked)

    def _another(self, who):
        return self._rng.choice([each for each in self._place["members"] if each != who])

    def _on_their_day(self):
        """An instant of the day that limits count on now: all clients agree on the day."""
        day = int((time.time() - self._place["began"]) / self._place["day_seconds"])
        at = BEGINS + timedelta(days=day * STEP_DAYS, seconds=5 * self._rng.randrange(400))
        return str(at)

    def _answers(self, operation):
        """One answer, or two when it is asked twice; a redemption asked twice would be two."""
        if operation.name == "redeem" or self._rng.random() >= TWICE:
            return [self._answer(operation)]
        if self._rng.random() < 0.5:
            return [self._answer(operation), self._answer(operation)]
        with ThreadPoolExecutor(2) as hands:
            return list(hands.map(self._answer, [operation] * 2))

    def _answer(self, operation):
        """Do it until it is done or refused; a busy database is asked again with the same key."""
        while True:
            try:
                with self._app.app_context():
                    return self._told(operation)
            except Unavailable:
                continue

    def _told(self, operation):
        try:
            return VERBS[operation.name](operation.asked, operation.key)
        except Conflict as error:
            return {REFUSAL: error.code}


def main():
    number, threads, journal, seed, places = sys.argv[1:]
    app = create_app(load_settings())
    path, here = Path(journal), json.loads(places)
    written = Journal(path)
    clients = [
        Client(app, here[n % len(here)], written, f"{seed}:{n}") for n in range(int(threads))
    ]
    for client in clients:
        client.start()
    path.with_name(f"ready{number}").write_text(str(os.getpid()))
    for client in clients:
        client.join()


if __name__ == "__main__":
    main()
