"""Long topics: `python -m bench.topics [--floors 100000] [--small 1000] [--only sqlite]`.

Seeds two topics in one circle, a short and a long one, and prints one table for each database: how
many statements each page of a topic costs, its median in milliseconds in both topics, asked in
turn, and the ratio. On SQLite, where all work is done in this process, it is processor time that
counts; on PostgreSQL the time on the wall. Floors that are jumped to differ from round to round.
Ends with 1 when a page asks the database more than BUDGET times.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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
    """A member's browser inside the process, and what it costs to use it."""

    def __init__(self, app: Flask, client: FlaskClient, now: Callable[[], float]) -> None:
        self._app, self._client, self._now = app, client, now
        self._csrf = client.get("/api/v1/session").json["csrf_token"]

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


def main() -> int:
    """Seed, measure and print, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floors", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--members", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    given = parser.parse_args()
    over = 0
    with databases(given.only) as urls:
        for name, url in urls.items():
            with site(url) as app:
                owner, places = grow(app, given)
                now = time.perf_counter if url else time.process_time
                costs = measure(Reader(app, owner.client, now), places, given.rounds)
            over += table(name, places, costs)
    return 1 if over else 0


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
    reader: Reader, places: tuple[Place, Place], rounds: int
) -> dict[str, tuple[Cost, Cost]]:
    """Every page in both topics, in turn: what disturbs one disturbs the other."""
    found = {}
    for name, ask in PAGES.items():
        costs = (Cost(), Cost())
        for number in range(-WARM_UP, rounds):
            for place, cost in zip(places, costs, strict=True):
                reader.cost(ask, place, number + WARM_UP, cost if number >= 0 else Cost())
        found[name] = costs
    return found


def table(
    database: str, places: tuple[Place, Place], costs: dict[str, tuple[Cost, Cost]]
) -> int:
    """Print what was found; how many pages cost more than they may."""
    small, big = (f"{place.floors:,}" for place in places)
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
