"""A long queue: `python -m bench.desk [--cases 100000] [--small 100] [--only sqlite]`.

Two circles of one site, with a short and a long queue; every second case was reported. Prints for
each database how many statements each page of the desk costs its staff, its median in milliseconds
in both circles, asked in turn, and the ratio. Processor time on SQLite, the time on the wall on
PostgreSQL. Ends with 1 when a page asks the database more than BUDGET times. A part of `make soak`.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, literal, select, update

from bench.boards import settle
from bench.stores import databases
from bench.topics import WARM_UP, Cost, site, table
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.schemas import NewCircle
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import transaction
from circle.core.jobs import Job
from circle.core.paging import as_number
from circle.demo.seed import Plan, seed_community
from circle.moderation.models import Case, Report
from tests.cast import Person, make_person
from tests.statements import statements

CASES, SMALL = 100_000, 100
SHORT_CASES = 500  # for each second of a short run
ROUNDS, SHORT_ROUNDS = 40, 5
DAY = 24 * 3600 * 10**6
RANK = 10**17  # of what is of usual urgency
PAGES = {
    "the queue": "/c/{slug}/waiting", "what was reported": "/c/{slug}/waiting?source=report",
    "what is overdue": "/c/{slug}/waiting?state=overdue", "the desk": "/c/{slug}/desk",
    "taken by me": "/c/{slug}/waiting?state=mine",
    "a source there is none of": "/c/{slug}/waiting?source=patrol",
    "as JSON": "/api/v1/circles/{slug}/review?limit=20",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A circle whose queue is read, and how long that is."""

    slug: str
    cases: int


def main() -> int:
    """Seed, measure and print, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    return min(run(parser.parse_args()), 1)


def report(given: argparse.Namespace) -> int:
    """The same as a part of a soak, which is full-size or so many seconds long."""
    short = given.seconds is not None
    cases = min(CASES, int(given.seconds * SHORT_CASES)) if short else CASES
    return run(argparse.Namespace(
        cases=max(cases, SMALL), small=SMALL, rounds=SHORT_ROUNDS if short else ROUNDS,
        only=given.only,
    ))  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; how many pages cost more than they may."""
    over = 0
    with databases(given.only) as urls:
        for name, url in urls.items():
            with site(url) as app:
                owner, desks = grow(app, given)
                now = time.perf_counter if url else time.process_time
                costs = measure(app, owner.client, desks, (given.rounds, now))
                sizes = desks[0].cases, desks[1].cases
                over += table(f"the desk, {name}", sizes, costs)
    return over


def grow(app: Flask, given: argparse.Namespace) -> tuple[Person, tuple[Desk, Desk]]:
    """Two circles of one owner, everything in them waiting."""
    with app.app_context():
        owner = make_person(app, "bencher")
        desks = Desk("short", given.small), Desk("long", given.cases)
        for number, desk in enumerate(desks):
            circles.create_circle(
                owner.actor, NewCircle(slug=desk.slug, name=desk.slug, preset="interest")
            )
            seed_community(
                Plan(desk.slug, 200, desk.cases, 0, rng_seed=number), lambda steps: None
            )
            _withhold(circle_reads.enter(owner.actor, desk.slug)[0].id)
        settle()
        return owner, desks


def _withhold(circle_id: int) -> None:
    """Everything waits; a second half of it because of reports, urgent every tenth time."""
    at = as_number(clock.now())
    with transaction() as current:
        current.execute(
            update(Entry).where(Entry.circle_id == circle_id)
            .values(status="pending", review_state="waiting", lane=None)
        )  # fmt: skip
        for reported, source in ((0, "newcomer"), (1, "report")):
            rows = select(
                Entry.circle_id, literal("circle"), literal("entry"), Entry.id, literal(source),
                literal([source], Case.sources.type), literal(1), RANK + at + Entry.id * 1000,
                literal(reported), literal(2 * reported), literal(clock.now(), Case.opened_at.type),
                literal(clock.now(), Case.due_at.type),
            ).where(Entry.circle_id == circle_id, Entry.id % 2 == reported)  # fmt: skip
            current.execute(insert(Case).from_select(COLUMNS, rows))
        said = select(
            Case.circle_id, Case.id, literal("k" * 64), literal("ad"), literal("看着像广告"),
            literal(2), literal(clock.now(), Report.at.type),
        ).where(Case.circle_id == circle_id, Case.source == "report")  # fmt: skip
        current.execute(insert(Report).from_select(SAID, said))
        current.query(Job).delete()


COLUMNS = (
    "circle_id", "desk", "subject", "entry_id", "source", "sources", "urgency", "place",
    "reports_count", "weight", "opened_at", "due_at",
)  # fmt: skip
SAID = ("circle_id", "case_id", "address_key", "reason", "note", "weight", "at")


def measure(
    app: Flask, client: FlaskClient, desks: tuple[Desk, Desk],
    how: tuple[int, Callable[[], float]],
) -> dict[str, tuple[Cost, Cost]]:
    """Every page of both desks, in turn: what disturbs one disturbs the other."""
    rounds, now = how
    found = {}
    for name, path in PAGES.items():
        costs = (Cost(), Cost())
        for number in range(-WARM_UP, rounds):
            for desk, cost in zip(desks, costs, strict=True):
                address = path.format(slug=desk.slug)
                with statements(app) as sent:
                    began = now()
                    status = client.get(address).status_code
                    took = (now() - began) * 1000
                if status != 200:
                    raise SystemExit(f"{address} answered {status}")
                if number >= 0:
                    cost.ms.append(took)
                    cost.asked.append(len(sent))
        found[name] = costs
    return found


if __name__ == "__main__":
    sys.exit(main())
