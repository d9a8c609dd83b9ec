"""Soak: a crowd signs up for a few places at once; exactly those are given, the rest wait in order.

`python -m bench.sign_ups [--people N] [--places N] [--only NAME] [--seed N]`; a part of `make soak`
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.site import ROOT, Site
from bench.stores import databases
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.config import load_settings
from circle.core.actor import Actor
from circle.core.clock import now
from circle.core.db import db, session, transaction
from circle.topics import actions, queries
from circle.topics.models import SignUp
from circle.topics.models.gatherings import UNDO
from tests.factories.accounts import imported_person
from tests.factories.circles import found_circle
from tests.factories.topics import open_topic
from tests.races import at_once

PROCESSES, THREADS = 4, 4
PEOPLE, PLACES = 10_000, 50
SHORT_PEOPLE = 40  # for each second of a short run
LEAVING = 5  # of every hundred change their mind at once, some of these twice: they stay
IN_ONE = 500  # people made in one transaction
HEAD = (
    "| sign-ups | database | people | places | going | waiting | gave back | wrong | s | seed |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Outcome:
    """How an event stands after a rush, and what is wrong with it."""

    going: int = 0
    waiting: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Run on both databases and print the table; 1 when anything was wrong."""
    given = arguments()
    return work(given.work, given.leave) if given.work else min(run(given), 1)


def report(given: argparse.Namespace) -> int:
    """The same as a part of a soak, which is full-size or so many seconds long."""
    short = None if given.seconds is None else int(given.seconds * SHORT_PEOPLE)
    people = PEOPLE if short is None else min(PEOPLE, max(short, 2 * PLACES))
    return run(argparse.Namespace(
        people=people, places=PLACES, only=given.only, seed=given.seed
    ))  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; prints the table and answers how much was wrong."""
    wrong = 0
    print(HEAD)
    with databases(given.only) as urls:
        for name, url in urls.items():
            wrong += soak(name, url, given)
    return wrong


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--leave", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def soak(name: str, url: str | None, given: argparse.Namespace) -> int:
    """One database: everybody signs up, some change their mind; prints its row."""
    chance = random.Random(given.seed)
    with Site(url) as site:
        site.command("init")
        app = create_app(load_settings(site.environ))
        topic, people = prepare(app, given)
        chance.shuffle(people)
        began = time.monotonic()
        rush(site, topic, people)
        took = time.monotonic() - began
        found = compare(app, topic, given, set())
        leaving = chance.sample(people, len(people) * LEAVING // 100)
        rush(site, topic, leaving, leave=True)
        with app.app_context():
            time.sleep(UNDO.total_seconds())
            actions.pass_on_places(topic)
        after = compare(app, topic, given, {one for one in leaving if not comes_back(one)})
        with app.app_context():
            db.engine.dispose()
    wrong = [*found.wrong, *after.wrong]
    cells = ("rush", name, f"{given.people:,}", given.places, found.going, f"{found.waiting:,}",
             len(leaving), len(wrong), f"{took:.0f}", given.seed)  # fmt: skip
    print("|", " | ".join(map(str, cells)), "|", flush=True)
    for line in wrong[:20]:
        print(f"  {line}")
    return len(wrong)


def prepare(app: Flask, given: argparse.Namespace) -> tuple[int, list[int]]:
    """An event in a circle with that many members; (topic, users)."""
    with app.app_context():
        owner = Actor(user_id=imported_person("keeper"))
        circle = found_circle(owner, "crowd", name="Crowd")
        people: list[int] = []
        for at in range(0, given.people, IN_ONE):
            with transaction():
                some = [imported_person(f"guest{n}")
                        for n in range(at, min(at + IN_ONE, given.people))]  # fmt: skip
                circles.bring_people(circle.id, dict.fromkeys(some, now()))
            people += some
        _circle, host = circle_queries.enter_by_id(owner, circle.id)
        begins = now() + timedelta(days=7)
        topic = open_topic(host, "event", capacity=given.places, starts_at=begins,
                           ends_at=begins + timedelta(hours=2)).id  # fmt: skip
        db.session.remove()
    return topic, people


def rush(site: Site, topic: int, people: Sequence[int], *, leave: bool = False) -> None:
    """Let everybody at it from several processes at once, each person once."""
    command = [sys.executable, "-m", "bench.sign_ups", *(["--leave"] if leave else [])]
    clients = []
    for number in range(PROCESSES):
        task = site.folder / f"work{number}.json"
        task.write_text(json.dumps({"topic": topic, "people": people[number::PROCESSES]}))
        clients.append(subprocess.Popen([*command, "--work", str(task)], env=site.environ,
                                        cwd=ROOT))  # fmt: skip
    if any(client.wait() for client in clients):
        raise SystemExit("a client failed")


def work(task: str, leave: bool) -> int:
    """One process of the rush: its people in threads, one after another in each."""
    given = json.loads(Path(task).read_text())
    app = create_app(load_settings())
    verb = _leave if leave else actions.sign_up
    parts = [given["people"][number::THREADS] for number in range(THREADS)]
    for turn in range(max(len(part) for part in parts)):
        works = [partial(_one, verb, part[turn], given["topic"])
                 for part in parts if turn < len(part)]  # fmt: skip
        refused = [said for said in at_once(app, works) if said != "done"]
        if refused:
            raise SystemExit(f"refused: {refused}")
    return 0


def _one(verb, user_id: int, topic: int) -> str:
    verb(Actor(user_id=user_id), topic)
    return "done"


def comes_back(user_id: int) -> bool:
    """Who changes their mind twice."""
    return user_id % 2 == 0


def _leave(actor: Actor, topic: int) -> None:
    actions.cancel_sign_up(actor, topic)
    if comes_back(actor.user_id or 0):
        actions.sign_up(actor, topic)


def compare(app: Flask, topic: int, given: argparse.Namespace, gone: set[int]) -> Outcome:
    """Every place given to the lowest numbers of those who stayed, everybody else in order."""
    with app.app_context():
        rows = session().execute(
            select(SignUp.user_id, SignUp.number, SignUp.state).order_by(SignUp.number)
        ).all()
        gathering = queries.find_gathering(topic)
        doubled = session().scalar(select(func.count()).select_from(
            select(SignUp.number).group_by(SignUp.number).having(func.count() > 1).subquery()
        ))  # fmt: skip
        drift = list(queries.wrong_gatherings())
    found = Outcome(gathering.going, gathering.waiting)
    staying = [row for row in rows if row.user_id not in gone]
    meant = ["going"] * min(given.places, len(staying))
    meant += ["waiting"] * (len(staying) - len(meant))
    for holds, words in (
        ([row.number for row in rows] == list(range(1, given.people + 1)), "numbers have gaps"),
        (not doubled, "numbers are doubled"),
        ([row.state for row in staying] == meant, "places are not with the first"),
        (all(row.state == "cancelled" for row in rows if row.user_id in gone), "not all left"),
        (not drift, f"counters drifted: {drift}"),
    ):
        if not holds:
            found.wrong.append(words)
    return found


if __name__ == "__main__":
    sys.exit(main())
