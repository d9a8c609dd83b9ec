"""A long inbox: `python -m bench.inbox [--notices 1000000] [--small 1000] [--only sqlite]`.

Two people of one circle, told little and much: comments, likes of three people, levels, new rules;
every twentieth comment was hidden since. Prints for each database how many statements each address
of the inbox costs, its median in milliseconds in both, asked in turn, and the ratio. Processor
time on SQLite, the time on the wall on PostgreSQL. Ends with 1 when one asks the database more
than BUDGET times. A part of `make soak`.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from bench.boards import in_batches, settle
from bench.stores import databases
from bench.topics import BUDGET, WARM_UP, Cost, site
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.models import Membership
from circle.circles.schemas import NewCircle
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session, transaction
from circle.core.jobs import Job
from circle.core.paging import as_number, encode_cursor
from circle.demo.seed import Plan, seed_community
from circle.notifications.models import Notice, NoticePerson
from tests.cast import Person, make_person
from tests.factories.circles import join
from tests.statements import statements

NOTICES, SMALL = 1_000_000, 1_000
SHORT_NOTICES = 2_000  # for each second of a short run
ENTRIES = 2_000
ROUNDS, SHORT_ROUNDS = 40, 5
SLUG = "bench"
APART = timedelta(seconds=7)
LIKED = 5_000  # notices with people behind them, the newest
TOLD = (("reply", "commented"), ("like", "liked"), ("points", "level"), ("system", "rules"))
Asked = Callable[[int], tuple[str, str, Any]]


def main() -> int:
    """Fill, measure and print, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    return min(run(parser.parse_args()), 1)


def report(given: argparse.Namespace) -> int:
    """The same as a part of a soak, which is full-size or so many seconds long."""
    short = given.seconds is not None
    notices = min(NOTICES, int(given.seconds * SHORT_NOTICES)) if short else NOTICES
    return run(argparse.Namespace(
        notices=max(notices, SMALL), small=SMALL, rounds=SHORT_ROUNDS if short else ROUNDS,
        only=given.only,
    ))  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; how many addresses cost more than they may."""
    over = 0
    with databases(given.only) as urls:
        for name, url in urls.items():
            with site(url) as app:
                sizes = (given.small, given.notices)
                readers = fill(app, sizes)
                now = time.perf_counter if url else time.process_time
                costs = measure(app, readers, sizes, (given.rounds, now))
                over += table(f"the inbox, {name}", sizes, costs)
    return over


def fill(app: Flask, sizes: tuple[int, int]) -> tuple[Person, Person]:
    """A circle with entries, and two people who were told of them."""
    with app.app_context():
        people = make_person(app, "few"), make_person(app, "many")
        owner = make_person(app, "bencher")
        circles.create_circle(owner.actor, NewCircle(slug=SLUG, name=SLUG, preset="interest"))
        seed_community(Plan(SLUG, 200, ENTRIES, 0, rng_seed=1), lambda steps: None)
        circle_id = circle_reads.enter(owner.actor, SLUG)[0].id
        for person, size in zip(people, sizes, strict=True):
            join(person.actor, SLUG)
            _tell(circle_id, person.user_id, size)
        settle()
        return people


def _tell(circle_id: int, user_id: int, count: int) -> None:
    entries = session().scalars(
        select(Entry.id).where(Entry.circle_id == circle_id, Entry.parent_id.is_(None))
    ).all()  # fmt: skip
    doers = session().scalars(
        select(Membership.user_id).where(Membership.circle_id == circle_id).limit(50)
    ).all()  # fmt: skip
    with transaction() as current:
        in_batches(Notice, _notices((circle_id, user_id), count, entries, doers))
        hidden = [one for one in entries if one % 20 == 0]
        current.execute(update(Entry).where(Entry.id.in_(hidden)).values(status="hidden"))
        liked = current.scalars(
            select(Notice.id)
            .where(Notice.user_id == user_id, Notice.people.is_not(None))
            .order_by(Notice.at.desc())
            .limit(LIKED)
        ).all()
        current.execute(insert(NoticePerson), [
            {"notice_id": one, "user_id": doer, "circle_id": circle_id, "is_on": True,
             "at": clock.now()}
            for one in liked for doer in doers[:3]
        ])  # fmt: skip
        current.query(Job).delete()


def _notices(
    of: tuple[int, int], count: int, entries: Any, doers: Any
) -> Iterator[dict[str, Any]]:
    began = clock.now() - APART * (count + 1)
    for number in range(count):
        kind, code = TOLD[number % len(TOLD)]
        entry = entries[number * 7 % len(entries)] if kind in ("reply", "like") else None
        yield {
            "circle_id": of[0], "user_id": of[1], "kind": kind, "code": code,
            "cause": f"bench:{number}", "entry_id": entry, "thread_id": entry,
            "by_id": doers[number % len(doers)] if kind == "reply" else None,
            "facts": {"level": 3} if kind == "points" else {},
            "people": 3 if kind == "like" else None, "at": began + APART * number,
            "read_at": None,
        }  # fmt: skip


def addresses(size: int) -> dict[str, Asked]:
    """What is asked, of an inbox of this size; another place in each round."""
    middle = as_number(clock.now() - APART * (size // 2))

    def at(number: int) -> str:
        return encode_cursor((middle + number, 0))

    return {
        "the inbox": lambda number: ("GET", "/inbox", None),
        "its middle": lambda number: ("GET", f"/inbox?cursor={at(number)}", None),
        "likes alone": lambda number: ("GET", "/inbox?kind=likes", None),
        "what it has none of": lambda number: ("GET", "/inbox?kind=following", None),
        "how much waits": lambda number: ("GET", "/inbox/unread", None),
        "as JSON": lambda number: ("GET", "/api/v1/me/inbox?limit=20", None),
        "seen, a few": lambda number: ("POST", "/api/v1/me/inbox/seen", {"ids": [1, 2, 3]}),
        "seen, all": lambda number: ("POST", "/api/v1/me/inbox/seen", {"all": True}),
    }


def measure(
    app: Flask, readers: tuple[Person, Person], sizes: tuple[int, int],
    how: tuple[int, Callable[[], float]],
) -> dict[str, tuple[Cost, Cost]]:
    """Every address for both, in turn: what disturbs one disturbs the other."""
    rounds, now = how
    clients = [one.client for one in readers]
    tokens = [one.get("/api/v1/session").json["csrf_token"] for one in clients]
    found = {}
    for name in addresses(1):
        costs = (Cost(), Cost())
        for number in range(-WARM_UP, rounds):
            for client, size, token, cost in zip(clients, sizes, tokens, costs, strict=True):
                method, path, body = addresses(size)[name](number)
                with statements(app) as sent:
                    began = now()
                    answer = client.open(
                        path, method=method, json=body, headers={"X-CSRF-Token": token}
                    )
                    took = (now() - began) * 1000
                if answer.status_code != 200:
                    raise SystemExit(f"{path} answered {answer.status_code}")
                if number >= 0:
                    cost.ms.append(took)
                    cost.asked.append(len(sent))
        found[name] = costs
    return found


def table(database: str, sizes: tuple[int, int], costs: dict[str, tuple[Cost, Cost]]) -> int:
    """Print what was found; how many addresses cost more than they may."""
    small, big = (f"{size:,}" for size in sizes)
    print(f"\n| {database} | statements at {small} | at {big} | p50 ms at {small} | at {big} "
          "| ratio |\n|---|---|---|---|---|---|")  # fmt: skip
    over = 0
    for name, (short, long) in costs.items():
        few, many = max(short.asked), max(long.asked)
        over += many > BUDGET
        print(f"| {name} | {few} | {many} | {short.middle:.2f} | {long.middle:.2f} "
              f"| {long.middle / short.middle:.2f} |", flush=True)  # fmt: skip
    return over


if __name__ == "__main__":
    sys.exit(main())
