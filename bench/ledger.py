"""Soak: 16 at once earn, stake, pay, redeem and undo, some killed meanwhile; the books stay right.

`python -m bench.ledger [--seconds N] [--operations N] [--only NAME] [--seed N]`; see `make soak`
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import create_engine

from bench import ledger_books, ledger_journal
from bench.ledger_check import Check
from bench.site import ROOT, Site
from bench.stores import databases
from circle.app import create_app
from circle.circles import actions as circles
from circle.config import load_settings
from circle.core.actor import Actor
from circle.core.clock import now
from circle.core.db import db
from circle.points import actions
from circle.points.schemas.orders import Redeeming
from circle.points.schemas.shop import NewReward
from tests.factories.accounts import imported_person
from tests.factories.circles import found_circle
from tests.races import at_once

PROCESSES, THREADS, CIRCLES, MEMBERS = 4, 4, 4, 12
LIMITED = 3  # of each circle's members: what they earn has limits
OPERATIONS = 100_000
STOCK, PRICE = 1_000_000, 3
RUSH_STOCK, RUSH, CHECK_INS = 3, 64, 40
DAY_SECONDS = 90  # of ours, that a day of theirs takes: long enough to meet its limits
BETWEEN_KILLS = (3, 12)  # seconds; of a short run
SELDOM = (800, 2200)  # operations; of a whole one: starting again is most of the work else
STARTING = 90


@dataclass
class Outcome:
    """What a run did, and what is wrong after it."""

    operations: int = 0
    kills: int = 0
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Run on both databases and print the table; 1 when anything was wrong."""
    return min(report(arguments()), 1)


def report(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; prints the table and answers how much was wrong."""
    wrong = 0
    print(HEAD)
    with databases(given.only) as urls:
        for name, url in urls.items():
            wrong += soak(name, url, given)
    return wrong


HEAD = (
    "| ledger | operations | kills | unanswered | lost or wrong | 64 for 3 | 40 check-ins "
    "| ops/s | s | seed |\n|---|---|---|---|---|---|---|---|---|---|"
)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=OPERATIONS)
    parser.add_argument("--seconds", type=float, help="stop earlier: a short run")
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--seed", type=int, default=20261122)
    return parser.parse_args()


def soak(name: str, url: str | None, given: argparse.Namespace) -> int:
    """One database: run, kill, compare, rush; prints its row and answers how much was wrong."""
    with Site(url) as site:
        site.command("init")
        app = create_app(load_settings(site.environ))
        places = prepare(app)
        found = run(site, places, given)
        compare(site, found)
        sold, paid = rush(app, places[0])
        found.wrong += verified(site)
        with app.app_context():
            db.engine.dispose()
    found.wrong += [] if (sold, paid) == (RUSH_STOCK, 1) else [f"sold {sold}, paid {paid}"]
    rate = found.operations / found.seconds
    cells = (name, f"{found.operations:,}", found.kills, found.counts["unknown"], len(found.wrong),
             sold, paid, f"{rate:.0f}", f"{found.seconds:.0f}", given.seed)  # fmt: skip
    print("|", " | ".join(map(str, cells)), "|", flush=True)
    print("  " + ", ".join(f"{what}: {number:,}" for what, number in sorted(found.counts.items())))
    for line in found.wrong[:20]:
        print(f"  {line}")
    return len(found.wrong)


def prepare(app, many: int = CIRCLES, members: int = MEMBERS) -> list[dict]:
    """Circles, their members, and something in the shop of each."""
    with app.app_context():
        owner = Actor(user_id=imported_person("keeper"))
        people = [imported_person(f"member{n}") for n in range(many * members)]
        places = []
        for number in range(many):
            circle = found_circle(owner, f"books{number}", name=f"Books {number}")
            here = people[number * members : (number + 1) * members]
            circles.bring_people(circle.id, dict.fromkeys(here, now()))
            reward = shop(owner, circle.id, STOCK, 0)
            places.append(
                {"circle": circle.id, "reward": reward, "members": here, "price": PRICE,
                 "owner": owner.user_id, "limited": LIMITED, "began": time.time(),
                 "day_seconds": DAY_SECONDS}
            )  # fmt: skip
        db.session.remove()
    return places


def shop(owner: Actor, circle_id: int, stock: int, per_member: int) -> int:
    """A reward anybody can afford; its number."""
    new = NewReward(
        kind="virtual", name="一席茶券", price=PRICE, stock=stock, per_member=per_member
    )
    return actions.create_reward(owner, circle_id, new).id


def run(site: Site, places: list[dict], given: argparse.Namespace) -> Outcome:
    """Let the clients work and kill one of their processes now and then, until enough is done.

    SIGTERM to this process ends it earlier; what was done until then is compared all the same.
    """
    rng, found, journal = random.Random(given.seed), Outcome(), site.folder / "journal"
    journal.touch()
    progress = ledger_journal.Progress(journal)
    clients = {n: start(site, n, f"{given.seed}:0:{n}", places) for n in range(PROCESSES)}
    wait_for_first(progress)
    started, enough = time.monotonic(), []
    signal.signal(signal.SIGTERM, lambda *_: enough.append(True))

    def gone() -> float:
        """How far a run is: seconds of a short one, operations of a whole one."""
        return time.monotonic() - started if given.seconds else progress.done()

    pause = BETWEEN_KILLS if given.seconds else SELDOM
    victim, next_kill = rng.randrange(PROCESSES), rng.uniform(*pause)
    until = given.seconds or given.operations
    while not enough and gone() < until and progress.done() < given.operations:
        time.sleep(0.5)
        if any(client.poll() is not None for client in clients.values()):
            strike_all(clients.values())
            raise SystemExit((site.folder / "clients.log").read_text()[-4000:])
        if gone() > next_kill and is_ready(site, victim, clients[victim]):
            strike(clients[victim])
            found.kills += 1
            clients[victim] = start(site, victim, f"{given.seed}:{found.kills}:{victim}", places)
            victim, next_kill = rng.randrange(PROCESSES), gone() + rng.uniform(*pause)
    strike_all(clients.values())
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    found.seconds = time.monotonic() - started
    return found


def wait_for_first(progress: ledger_journal.Progress) -> None:
    """Until the clients have begun: starting is not what is measured."""
    for _ in range(STARTING * 10):
        if progress.done():
            return
        time.sleep(0.1)
    raise SystemExit(f"no client answered in {STARTING} s")


def start(site: Site, number: int, seed: str, places: list[dict]) -> subprocess.Popen:
    """One process of clients."""
    log = (site.folder / "clients.log").open("a")
    command = [sys.executable, "-m", "bench.ledger_client", str(number), str(THREADS),
               str(site.folder / "journal"), seed, json.dumps(places)]  # fmt: skip
    return subprocess.Popen(command, env=site.environ, cwd=ROOT, stdout=log, stderr=log)


def is_ready(site: Site, number: int, client: subprocess.Popen) -> bool:
    """Whether a process has come as far as working: killing one that starts proves nothing."""
    said = site.folder / f"ready{number}"
    return said.exists() and said.read_text() == str(client.pid)


def strike_all(clients: Iterable[subprocess.Popen]) -> None:
    """Every process that works."""
    for client in clients:
        strike(client)


def strike(client: subprocess.Popen) -> None:
    """SIGKILL, as when the machine's memory runs out."""
    os.kill(client.pid, signal.SIGKILL)
    client.wait()


def compare(site: Site, found: Outcome) -> None:
    """Hold every operation of the journal against the database, and the ledger against itself."""
    engine = create_engine(site.database_url)
    with (site.folder / "journal").open() as journal:
        check = Check(ledger_journal.read(journal), ledger_books.read(engine), STOCK)
    engine.dispose()
    found.counts, found.wrong = check.counts, check.wrong
    found.operations = check.counts["done"]
    at_most = THREADS * (found.kills + PROCESSES)  # each hand that was struck, one
    if check.counts["unknown"] > at_most:
        found.wrong.append(f"{check.counts['unknown']} got no answer, {at_most} were struck")
    found.wrong += verified(site)


def verified(site: Site) -> list[str]:
    """What `circle ledger verify` says, when it is not satisfied."""
    try:
        site.command("ledger", "verify")
    except SystemExit as error:
        return [str(error)]
    return []


def rush(app, place: dict) -> tuple[int, int]:
    """64 want the last three at once, 40 taps check one member in: how many had, were paid."""
    members, circle_id = place["members"], place["circle"]
    with app.app_context():
        reward = shop(Actor(user_id=place["owner"]), circle_id, RUSH_STOCK, 0)
        for who in members:
            happening = actions.Happening(
                circle_id, who, "purchase", "rush", str(who), facts={"amount": 2000}
            )
            actions.note(happening)
        db.session.remove()
    works = [
        lambda who=members[n % len(members)]: actions.redeem(
            Actor(user_id=who), reward, Redeeming(PRICE)
        ).id
        for n in range(RUSH)
    ]
    sold = [told for told in at_once(app, works) if isinstance(told, int)]
    tap = [lambda: actions.check_in(Actor(user_id=members[0]), circle_id).is_new and "new"]
    paid = at_once(app, tap * CHECK_INS)
    return len(sold), paid.count("new")


if __name__ == "__main__":
    sys.exit(main())
