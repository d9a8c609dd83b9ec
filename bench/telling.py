"""Telling many: `python -m bench.telling [--members 100000] [--events 100000] [--only sqlite]`.

First, what a post costs its author in a circle of 100 and in one of many, everybody following them:
the time until it is accepted (median, in turn, the same author and process) and the ratio; and how
fast the worker tells them all. Then events about seeded entries, a tenth of them delivered twice,
worked off by worker processes that are killed again and again: missing, doubled and wrong notices
are counted at the end. Ends with 1 when there is any. A part of `make soak`.
"""

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import and_, delete, func, insert, literal, or_, select, update

from bench.boards import in_batches, members, people, settle
from bench.site import ROOT, Site
from bench.stores import databases
from bench.topics import site
from circle import wiring
from circle.app import create_app
from circle.circles import actions as circles
from circle.circles.models import Circle, Follow, Membership
from circle.circles.schemas import NewCircle
from circle.config import load_settings
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import db, session, transaction
from circle.core.jobs import Job, run_due_job
from circle.demo.seed import Plan, seed_community
from circle.notifications.models import Notice
from circle.search.models import Waiting
from tests.cast import Person, make_person
from tests.client import Browser

MEMBERS, FEW, ROUNDS, SHORT_ROUNDS = 100_000, 100, 60, 6
EVENTS, SHORT_EVENTS = 100_000, 20  # the second for each second of a short run
AUTHORS, FANS = 500, 3
WORKERS, ALIVE = 2, (8.0, 40.0)  # seconds a worker lives before it is killed
TWICE = 10  # one in so many events is delivered twice
TELL = "notifications.tell_followers"


@dataclass(frozen=True)
class Found:
    """What the notices of all events look like in the end."""

    due: int
    missing: int
    doubled: int
    wrong: int
    dead: int
    kills: int

    @property
    def bad(self) -> int:
        """How much is not as it should be."""
        return self.missing + self.doubled + self.wrong + self.dead


def main() -> int:
    """Measure and print, on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    return min(run(parser.parse_args()), 1)


def report(given: argparse.Namespace) -> int:
    """The same as a part of a soak, which is full-size or so many seconds long."""
    short = given.seconds is not None
    share = min(1.0, given.seconds / 600) if short else 1.0
    return run(argparse.Namespace(
        members=max(FEW, int(MEMBERS * share)), rounds=SHORT_ROUNDS if short else ROUNDS,
        events=int(given.seconds * SHORT_EVENTS) if short else EVENTS,
        only=given.only, seed=given.seed,
    ))  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Both databases, or the one asked for; how much was wrong."""
    wrong = 0
    with databases(given.only) as urls:
        for name, url in urls.items():
            with site(url) as app:
                app.test_client_class = Browser
                accepting(app, name, given)
    with databases(given.only) as urls:
        for name, url in urls.items():
            wrong += once_each(name, url, given)
    return wrong


def accepting(app: Flask, name: str, given: argparse.Namespace) -> None:
    """Print what a post costs in both circles, and how fast all are told."""
    with app.app_context():
        author = make_person(app, "bencher")
        for slug, first, last in (("few", 10, 10 + FEW), ("many", 1000, 1000 + given.members)):
            _circle_of_followers(author, slug, range(first, last))
        settle()
    took: dict[str, list[float]] = {"few": [], "many": []}
    for number in range(-3, given.rounds):
        for slug, times in took.items():
            began = time.perf_counter()
            answer = author.client.call(
                "POST", f"/circles/{slug}/posts", {"body": f"第{number}天，{slug}，记一笔。"}
            )
            if answer.status_code != 201:
                raise SystemExit(f"a post was answered {answer.status_code}: {answer.json}")
            if number >= 0:
                times.append((time.perf_counter() - began) * 1000)
            _leave_untold(app)
    few, many = (statistics.median(times) for times in took.values())
    told, seconds = _tell_one(app, author)
    print(f"\n| telling, {name} | members | p50 ms to accept a post |\n|---|---|---|")
    print(f"| few | {FEW:,} | {few:.2f} |\n| many | {given.members:,} | {many:.2f} |")
    print(f"| ratio | | {many / few:.2f} |")
    print(f"| told by one worker | {told:,} in {seconds:.1f} s | {told / seconds:,.0f} a second |")


def _circle_of_followers(author: Person, slug: str, users: range) -> None:
    circle = circles.create_circle(
        author.actor, NewCircle(slug=slug, name=slug, preset="interest")
    )
    follows = (
        {"circle_id": circle.id, "user_id": number, "kind": "member",
         "target_id": author.user_id, "created_at": clock.now()}
        for number in users
    )  # fmt: skip
    with transaction() as current:
        first, last = users.start, users.stop
        for table, rows in (("users", people(first, last)),
                            ("memberships", members(circle.id, first, last)),
                            ("follows", follows)):  # fmt: skip
            in_batches(db.metadata.tables[table], iter(rows))
        current.execute(
            update(Circle).where(Circle.id == circle.id).values(members_count=len(users) + 1)
        )


def _leave_untold(app: Flask) -> None:
    """What measures accepting does not wait for those who are told."""
    with app.app_context(), transaction() as current:
        current.execute(delete(Job))


def _tell_one(app: Flask, author: Person) -> tuple[int, float]:
    author.client.call("POST", "/circles/many/posts", {"body": "这一帖，大家都会听到。"})
    began = time.perf_counter()
    with app.app_context():
        while run_due_job({**wiring.JOBS}):
            pass
        told = session().scalar(
            select(func.count()).select_from(Notice).where(Notice.kind == "following")
        )
    return told or 0, time.perf_counter() - began


def once_each(name: str, url: str | None, given: argparse.Namespace) -> int:
    """Work off the events under killed workers; print and answer what is wrong."""
    began = time.monotonic()
    with Site(url) as place:
        place.command("init")
        app = create_app(load_settings(
            {key: value for key, value in place.environ.items() if key.startswith("CIRCLE_")}
        ))  # fmt: skip
        with app.app_context():
            _events(app, given)
        kills = _work_off(app, place, random.Random(given.seed))
        with app.app_context():
            found = _look(kills)
        app.extensions["circle_tally"].forget()
    print(f"\n| events once each, {name} | notices due | missing | doubled | wrong | dead jobs "
          f"| workers killed | s |\n|---|---|---|---|---|---|---|---|")  # fmt: skip
    print(f"| {given.events:,} and a tenth twice | {found.due:,} | {found.missing} "
          f"| {found.doubled} | {found.wrong} | {found.dead} | {found.kills} "
          f"| {time.monotonic() - began:.0f} |", flush=True)  # fmt: skip
    return found.bad


def _events(app: Flask, given: argparse.Namespace) -> None:
    owner = make_person(app, "bencher")
    circles.create_circle(owner.actor, NewCircle(slug="busy", name="busy", preset="interest"))
    seed_community(Plan("busy", AUTHORS, given.events, 0, rng_seed=given.seed), lambda steps: None)
    circle = session().scalars(select(Circle).where(Circle.slug == "busy")).one()
    authors = session().scalars(
        select(Membership.user_id).where(Membership.circle_id == circle.id)
    ).all()
    dice = random.Random(given.seed)
    with transaction() as current:
        current.execute(delete(Job))
        current.execute(delete(Waiting))  # what is searched of them is another soak's
        in_batches(Follow, iter(_fans(circle.id, authors, dice)))
        for part in (None, TWICE):
            rows = select(
                literal(TELL), _payload(), literal(clock.now(), Job.due_at.type), literal(0),
                literal(clock.now(), Job.created_at.type),
            ).where(Entry.circle_id == circle.id, Entry.kind == "post")  # fmt: skip
            if part is not None:
                rows = rows.where(Entry.id % part == 0)
            columns = ("kind", "payload", "due_at", "attempts", "created_at")
            current.execute(insert(Job).from_select(columns, rows))
    settle()


def _payload() -> Any:
    if db.engine.dialect.name == "sqlite":
        return func.json_object("entry", Entry.id, "after", 0)
    return func.json_build_object("entry", Entry.id, "after", 0)


def _fans(circle_id: int, authors: Sequence[int], dice: random.Random) -> list[dict[str, Any]]:
    return [
        {"circle_id": circle_id, "user_id": fan, "kind": "member", "target_id": author,
         "created_at": clock.now()}
        for author in authors
        for fan in dice.sample([one for one in authors if one != author], FANS)
    ]  # fmt: skip


def _work_off(app: Flask, place: Site, dice: random.Random) -> int:
    """Workers that die again and again, until nothing is left to do; how many died."""
    kills = 0
    while _left(app):
        workers = [_worker(place) for _number in range(WORKERS)]
        end = time.monotonic() + dice.uniform(*ALIVE)
        while time.monotonic() < end and any(one.poll() is None for one in workers):
            time.sleep(0.1)
        for one in workers:
            if one.poll() is None:
                os.kill(one.pid, signal.SIGKILL)
                kills += 1
            one.wait()
        with app.app_context(), transaction() as current:  # two minutes pass: leases run out
            held = or_(Job.leased_until.is_not(None), Job.due_at > clock.now())
            current.execute(
                update(Job).where(held).values(leased_until=None, due_at=clock.now())
            )
    return kills


def _worker(place: Site) -> subprocess.Popen:
    log = (place.folder / "worker.log").open("a")
    return subprocess.Popen(
        [sys.executable, "-m", "circle.cli", "worker", "--until-idle"],
        cwd=ROOT, env=place.environ, stdout=log, stderr=log,
    )  # fmt: skip


def _left(app: Flask) -> bool:
    with app.app_context():
        waiting = select(Job.id).where(Job.kind == TELL, Job.dead_at.is_(None)).limit(1)
        return session().scalar(waiting) is not None


def _look(kills: int) -> Found:
    due = (
        select(Follow.user_id, Entry.id.label("entry_id"))
        .join(Entry, and_(Entry.circle_id == Follow.circle_id, Entry.author_id == Follow.target_id))
        .where(Follow.kind == "member", Entry.kind == "post", Entry.anonymous.is_(False))
        .subquery()
    )  # fmt: skip
    told = and_(Notice.user_id == due.c.user_id, Notice.entry_id == due.c.entry_id)
    missing = select(func.count()).select_from(due.outerjoin(Notice, told)).where(
        Notice.id.is_(None)
    )
    news = select(Notice).where(Notice.kind == "following").subquery()
    count = session().scalar(select(func.count()).select_from(due)) or 0
    all_told = session().scalar(select(func.count()).select_from(news)) or 0
    pairs = session().scalar(
        select(func.count()).select_from(
            select(news.c.user_id, news.c.entry_id).distinct().subquery()
        )
    ) or 0  # fmt: skip
    lost = session().scalar(missing) or 0
    dead = session().scalar(
        select(func.count()).select_from(Job).where(Job.dead_at.is_not(None))
    ) or 0  # fmt: skip
    return Found(count, lost, all_told - pairs, abs(pairs - (count - lost)), dead, kills)


if __name__ == "__main__":
    sys.exit(main())
