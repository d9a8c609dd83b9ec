"""Leaderboards and what-ifs at size: `python -m bench.boards [--members N] [--occurrences N]`.

Fills an empty database of its own (SQLite in a temporary folder, or `--url`) with members on four
boards and with occurrences of 90 days, then prints one table: what a board costs from the first
thousand members to the last, and what a replay of everything takes in time and memory.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, text

from circle.accounts.models import User
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Membership
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import db, session, transaction
from circle.core.migrate import migrate
from circle.points import queries
from circle.points.models import Occurrence, Standing
from circle.points.queries.boards import period_key
from circle.points.rules import Rules

ROWS_AT_ONCE = 5000
RULES = ("post", "comment", "comment", "comment", "liked", "liked", "liked", "check_in", "reply")
SIZES = (1000, 10_000, 100_000)


def in_batches(table: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows, some at once."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            session().execute(insert(table), batch)
            batch = []
    if batch:
        session().execute(insert(table), batch)


def people(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Accounts with these numbers."""
    for number in range(first, last):
        yield {"id": number, "uid": f"U{number:025d}", "name": f"m{number}",
               "name_key": f"m{number}", "name_skeleton": f"m{number}",
               "display_name": f"成员{number}", "created_at": clock.now()}  # fmt: skip


def members(circle_id: int, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Their memberships."""
    for number in range(first, last):
        yield {"uid": f"M{number:025d}", "circle_id": circle_id, "user_id": number,
               "state": "active", "growth": number % 4000, "joined_at": clock.now()}  # fmt: skip


def standings(circle_id: int, first: int, last: int, dice: random.Random) -> Iterator[Any]:
    """Their sums in four periods; days are full of ties, as days are."""
    day = clock.local_day()
    for period, most in (("day", 12), ("week", 90), ("month", 400), ("all", 20_000)):
        key = period_key(period, day)
        for number in range(first, last):
            yield {"circle_id": circle_id, "period": key, "user_id": number,
                   "score": dice.randrange(1, most)}  # fmt: skip


def occurrences(circle_id: int, count: int, users: range, dice: random.Random) -> Iterator[Any]:
    """So many happenings, evenly over 89 days."""
    start = clock.now() - timedelta(days=89)
    step = timedelta(days=89) / count
    for number in range(count):
        at, rule = start + number * step, dice.choice(RULES)
        paid = dice.random() < 0.6
        facts: dict[str, Any] = {"characters": 40}
        if rule == "liked":
            facts = {"giver_level": 3}
        elif rule != "check_in":
            facts["sketch"] = sorted(dice.randrange(2**32) for _ in range(24))
        thread = number // 7 if rule in ("comment", "reply") else None
        if thread:
            facts["thread"] = thread
        yield {
            "circle_id": circle_id, "user_id": dice.choice(users), "rule": rule, "at": at,
            "day": clock.local_day(at), "cause_kind": "bench", "cause_id": str(number),
            "thread_id": thread, "giver_id": dice.choice(users) if rule == "liked" else None,
            "facts": facts, "points": 2 if paid else 0, "growth": 2 if paid else 0,
            "refused": None if paid else "limit", "state": "paid" if paid else "refused",
        }  # fmt: skip


def timed(read: Callable[[], object], times: int = 15) -> float:
    """The median of some readings, in milliseconds."""
    found = []
    for _ in range(times):
        session().rollback()
        session().expunge_all()
        begun = time.perf_counter()
        read()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


def measure_boards(here: Actor, circle: Any, members_now: int) -> None:
    """One line for each period."""
    for period in queries.PERIODS:
        cost = timed(partial(queries.get_board, here, circle, period))
        print(f"| {members_now:>9,} | {period:<6} | {cost:8.1f} ms |")


def measure_replay(circle: Any, count: int) -> None:
    """How long a what-if of everything takes, and how much memory it adds."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    since = clock.now() - timedelta(days=90)
    outcome = queries.compare(circle, Rules(daily_points=70), since, lambda seen: None)
    took = time.perf_counter() - begun
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"| {outcome['occurrences']:>9,} | what-if | {took:6.1f} s, "
          f"{count / took / 1000:.1f} k/s, +{more:.0f} MB |")  # fmt: skip


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--occurrences", type=int, default=1_000_000)
    parser.add_argument("--url", default=None)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{folder}/bench.db"
        app = create_app(load_settings({"CIRCLE_DATA": folder, "CIRCLE_DATABASE_URL": url,
                                        "CIRCLE_SECRET_KEY": "b" * 40}))  # fmt: skip
        migrate(app)
        with app.app_context():
            run(given)


def run(given: argparse.Namespace) -> None:
    """Fill step by step, and measure after each."""
    dice = random.Random(given.seed)
    with transaction():
        in_batches(User, people(1, 2))
    owner = Actor(user_id=1, name="m1")
    found = circles.create_circle(owner, NewCircle(slug="bench", name="量一量", preset="interest"))
    here = circle_queries.enter_by_id(owner, found.id)[1]
    print(f"{db.engine.dialect.name}, seed {given.seed}\n| size      | what    | cost |")
    first = 2
    for size in [size for size in SIZES if size <= given.members]:
        with transaction():
            in_batches(User, people(first, size + 2))
            in_batches(Membership, members(found.id, first, size + 2))
            in_batches(Standing, standings(found.id, first, size + 2, dice))
        settle()
        first = size + 2
        measure_boards(here, found, size)
    with transaction():
        users = range(2, first)
        in_batches(Occurrence, occurrences(found.id, given.occurrences, users, dice))
    settle()
    measure_replay(found, given.occurrences)


def settle() -> None:
    """Let the database come to rest after a large write, as a worker's pauses do."""
    with transaction():
        session().execute(text("ANALYZE"))
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")


if __name__ == "__main__":
    main()
