"""Long topics: `python -m bench.topics [--floors 100000] [--small 1000] [--only sqlite]`.

Seeds two topics in one circle, a short and a long one, and prints one table for each database: how
many statements each page of a topic costs, its median in milliseconds in both topics, asked in
turn, and the ratio; first for a member, then for a guest for whom no page is kept.
On SQLite, where all work is done in this process, it is processor time that counts; on PostgreSQL
the time on the wall. Floors that are jumped to differ from round to round.
Ends with 1 when a page asks the database more than BUDGET times. A part of `make soak`, too.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.boards import settle
from bench.stores import databases
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.core.db import session
from circle.core.fragments import fragments
from circle.core.migrate import migrate
from circle.demo.seed import Plan, seed_community
from circle.topics.models import Topic
from tests.cast import Person, make_person
from tests.statements import statements

SLUG = "bench"
BUDGET = 12  # statements of one page
WARM_UP = 3  # rounds that do not count
FLOORS, SMALL = 100_000, 1_000
SHORT_FLOORS = 500  # for each second of a short run
ROUNDS, SHORT_ROUNDS = 60, 5


@dataclass(frozen=True)
class Place:
    """A topic to be read: its entry and how many floors it has."""

    id: int
    floors: int


@dataclass
class Cost:
    """What one page took in one topic."""

    asked: list[int] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The median of its times."""
        return statistics.median(self.ms)


Ask = Callable[["Reader", Place, int], None]


class Reader:
    """Somebody's browser inside the process, and what it costs to use it."""

    def __init__(self, app: Flask, client: FlaskClient, now: Callable[[], float]) -> None:
        self._app, self._client, self._now = app, client, now
        self._csrf = client.get("/api/v1/session").json["csrf_token"]

    @classmethod
    def pair(cls, app: Flask, client: FlaskClient, now: Callable[[], float]) -> dict[str, Self]:
        """A member's, and a guest's."""
        return {"member": cls(app, client, now), "guest": cls(app, app.test_client(), now)}

    def page(self, place: Place, query: str = "") -> None:
        """Read a page of a topic."""
        path = f"/c/{SLUG}/topics/{place.id}{query}"
        _expect(self._client.get(path).status_code, 200, path)

    def mark(self, place: Place, floor: int) -> None:
        """Say how far one has read."""
        path = f"/api/v1/topics/{place.id}/read"
        answer = self._client.put(path, json={"floor": floor}, headers={"X-CSRF-Token": self._csrf})
        _expect(answer.status_code, 204, path)

    def cost(self, ask: Ask, place: Place, number: int, into: Cost) -> None:
        """Ask for something once, counted and timed."""
        with statements(self._app) as sent:
            began = self._now()
            ask(self, place, number)
            into.ms.append((self._now() - began) * 1000)
        into.asked.append(len(sent))


def around(place: Place, part: float, number: int) -> int:
    """A floor near a part of a topic, another one in each round."""
    return max(2, int(place.floors * part) - number)


PAGES: dict[str, Ask] = {
    "open, first page": lambda reader, place, number: reader.page(place),
    "jump to the middle": lambda reader, place, number: reader.page(
        place, f"?floor={around(place, 0.5, number)}"
    ),
    "jump near the end": lambda reader, place, number: reader.page(
        place, f"?floor={place.floors - 20 - number % 20}"
    ),
    "the floors before": lambda reader, place, number: reader.page(
        place, f"?before={around(place, 0.75, number)}"
    ),
    "host only": lambda reader, place, number: reader.page(place, "?view=host"),
    "hot": lambda reader, place, number: reader.page(place, "?view=hot"),
    "read mark": lambda reader, place, number: reader.mark(
        place, place.floors // 2 + number
    ),
}  # fmt: skip


SIGNED_IN_ONLY = frozenset(("read mark",))


def main() -> int:
    """Seed, measure and print, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floors", type=int, default=FLOORS)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--members", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    return min(run(parser.parse_args()), 1)


def report(given: argparse.Namespace) -> int:
    """The same as a part of a soak, which is full-size or so many seconds long."""
    short = given.seconds is not None
    floors = min(FLOORS, int(given.seconds * SHORT_FLOORS)) if short else FLOORS
    rounds = SHORT_ROUNDS if short else ROUNDS
    return run(argparse.Namespace(
        floors=max(floors, SMALL), small=SMALL // 10 if short else SMALL, members=1_000,
        rounds=rounds, only=given.only,
    ))  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; how many pages cost more than they may."""
    over = 0
    with databases(given.only) as urls:
        for name, url in urls.items():
            with site(url) as app:
                owner, places = grow(app, given)
                now = time.perf_counter if url else time.process_time
                for who, reader in Reader.pair(app, owner.client, now).items():
                    costs = measure(reader, places, given.rounds, who)
                    sizes = places[0].floors, places[1].floors
                    over += table(f"topics, {name}, {who}", sizes, costs)
    return over


@contextmanager
def site(url: str | None) -> Iterator[Flask]:
    """An installation of its own on a database."""
    fragments.clear()
    with tempfile.TemporaryDirectory(prefix="circle-bench-") as folder:
        app = create_app(load_settings({
            "CIRCLE_DATA": folder, "CIRCLE_DATABASE_URL": url or f"sqlite:///{folder}/circle.db",
            "CIRCLE_RATE_LIMITS": "off", "CIRCLE_SECRET_KEY": "b" * 40,
        }))  # fmt: skip
        migrate(app)
        yield app
        app.extensions["circle_tally"].forget()  # views nobody will ask for: the database goes


def grow(app: Flask, given: argparse.Namespace) -> tuple[Person, tuple[Place, Place]]:
    """A circle with a short and a long topic, and its owner, who reads."""
    with app.app_context():
        owner = make_person(app, "bencher")
        circles.create_circle(owner.actor, NewCircle(slug=SLUG, name="量一量", preset="interest"))
        for number, floors in enumerate((given.small, given.floors)):
            members = 0 if number else given.members
            plan = Plan(SLUG, members, 0, 0, topics=1, floors=floors, rng_seed=number)
            began = time.perf_counter()
            seed_community(plan, lambda steps: None)
            took = time.perf_counter() - began
            print(f"seeded {floors:,} floors in {took:.1f} s", file=sys.stderr)
        settle()
        kept = session().scalars(select(Topic).order_by(Topic.entry_id)).all()
        small, big = (Place(topic.entry_id, topic.floors) for topic in kept)
        return owner, (small, big)


def measure(
    reader: Reader, places: tuple[Place, Place], rounds: int, who: str
) -> dict[str, tuple[Cost, Cost]]:
    """Every page in both topics, in turn: what disturbs one disturbs the other."""
    found = {}
    for name, ask in PAGES.items():
        if who == "guest" and name in SIGNED_IN_ONLY:
            continue
        costs = (Cost(), Cost())
        for number in range(-WARM_UP, rounds):
            for place, cost in zip(places, costs, strict=True):
                reader.cost(ask, place, number + WARM_UP, cost if number >= 0 else Cost())
        found[name] = costs
    return found


def table(
    database: str, sizes: tuple[int, int], costs: dict[str, tuple[Cost, Cost]]
) -> int:
    """Print what was found; how many pages cost more than they may."""
    small, big = (f"{size:,}" for size in sizes)
    print(f"\n| {database} | statements at {small} | at {big} | p50 ms at {small} | at {big} "
          "| ratio |\n|---|---|---|---|---|---|")  # fmt: skip
    over = 0
    for name, (short, long) in costs.items():
        few, many = max(short.asked), max(long.asked)
        over += many > BUDGET
        print(f"| {name} | {few} | {many} | {short.middle:.2f} | {long.middle:.2f} "
              f"| {long.middle / short.middle:.2f} |")  # fmt: skip
    return over


def _expect(status: int, wanted: int, path: str) -> None:
    if status != wanted:
        raise SystemExit(f"{path} answered {status}")


if __name__ == "__main__":
    sys.exit(main())
