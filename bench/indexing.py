"""How fast the index follows: from a write until it is found, all of it anew, and under SIGKILL.

`python -m bench.indexing [--entries N] [--only whoosh|sqlite|postgres] [--kills N] [--writes N]`

Each engine on its own site with N seeded posts. `found after` counts from the answer to the writer
until the index holds the entry, while the site serves; the kills hit the worker while people
write, and afterwards the whole index is held against the database.
"""

import argparse
import os
import random
import re
import signal
import statistics
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from bench import truth
from bench.kills import SLUG, Acknowledged, Writer
from bench.site import Caller, Site
from bench.stores import databases
from circle.app import create_app
from circle.config import load_settings
from circle.core.db import session
from circle.core.jobs import Job
from circle.search import queries
from circle.search.engines import engine

NAMES = {"whoosh": "sqlite", "sqlite": "sqlite", "postgres": "postgres"}
WRITERS = 3
DRAINED = 900  # seconds to wait at most until nothing is left to index
PAUSE = 0.005


def main() -> int:
    """Run what was asked for and print one row for each engine; 1 when the index lacks anything."""
    given = arguments()
    print("| engine | entries | written anew, a second | once more | compared | found after, median"
          " | p95 | longest | kills | written meanwhile | wrong |")  # fmt: skip
    print("|" + "---|" * 11)
    wrong = 0
    for name in NAMES:
        if given.only in (None, name):
            wrong += measure(name, given)
    return min(wrong, 1)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--only", choices=tuple(NAMES))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--writes", type=int, default=100, help="0: rates only")
    parser.add_argument("--seed", type=int, default=20261122)
    return parser.parse_args()


def measure(name: str, given: argparse.Namespace) -> int:
    """One engine: rates, delays, kills; prints its row and answers how much was wrong."""
    os.environ["CIRCLE_SEARCH"] = name
    with ExitStack() as open_things:
        urls = open_things.enter_context(databases(NAMES[name]))
        site = open_things.enter_context(Site(urls[NAMES[name]]))
        tokens = truth.prepare(site, WRITERS)
        site.command("seed", "--circle", SLUG, "--posts", str(given.entries), "--comments", "0")
        cells = [name, given.entries, rate(site), rate(site), rate(site, "--verify")]
        open_things.enter_context(create_app(load_settings(site.environ)).app_context())
        kept = Acknowledged()
        if given.writes:
            site.start()
            drain(site)
            cells += delays(site, tokens, given.writes)
            cells.append(strike(site, tokens, kept, given))
            drain(site)
            site.stop()
        else:
            cells += ["", "", "", 0]
        wrong = compare(site)
        cells += [len(kept.posts), wrong]
        print("|", " | ".join(map(str, cells)), "|", flush=True)
        session().rollback()
        return wrong


def delays(site: Site, tokens: list[str], writes: int) -> list[str]:
    """How long it took until what was written was found: median, p95, longest."""
    took = sorted(found_after(site, tokens, number) for number in range(writes))
    shown = (statistics.median(took), took[int(len(took) * 0.95)], took[-1])
    return [f"{1000 * one:.0f} ms" for one in shown]


def rate(site: Site, *options: str) -> str:
    """Entries a second, as `circle reindex` tells it."""
    return site.command("reindex", *options).rsplit(" s, ", 1)[1].split()[0]


def compare(site: Site) -> int:
    """How many entries the index lacks, has otherwise or should not have."""
    said = site.command("reindex", "--verify").splitlines()[-1]
    found = re.search(r": (\d+) were missing, (\d+) were otherwise, (\d+) should", said)
    return sum(map(int, found.groups())) if found else 1


def found_after(site: Site, tokens: list[str], number: int) -> float:
    """Seconds from the answer to a writer until the index holds what was written."""
    body = {"body": f"第 {number} 壶水开了，今天想喝一点不一样的。"}
    time.sleep(random.uniform(0, 0.6))  # at any moment of the worker's rest
    status, answer = Caller(site, tokens[number % len(tokens)]).call(
        "POST", f"/circles/{SLUG}/posts", body, key=f"indexing-{number}"
    )
    if status != 201:
        raise SystemExit(f"writing failed: {status} {answer}")
    started = time.monotonic()
    while not engine().held(answer["id"] - 1, 1):
        session().rollback()
        time.sleep(PAUSE)
    return time.monotonic() - started


def drain(site: Site) -> None:
    """Wait until nothing waits for the index."""
    until = time.monotonic() + DRAINED
    while time.monotonic() < until:
        session().rollback()
        jobs = select(func.count()).select_from(Job).where(Job.kind.like("search.%"))
        if not queries.count_waiting()[0] and not session().scalar(jobs):
            session().rollback()
            return
        time.sleep(0.1)
    said = (site.folder / "server.log").read_text()[-2000:]
    raise SystemExit(f"the index was never done: {said}")


def strike(site: Site, tokens: list[str], kept: Acknowledged, given: argparse.Namespace) -> int:
    """Kill the worker again and again while people write; answers how often."""
    rng, stop = random.Random(given.seed), threading.Event()
    writers = [Writer(n, Caller(site, token), kept, stop) for n, token in enumerate(tokens)]
    for writer in writers:
        writer.start()
    for _ in range(given.kills):
        time.sleep(rng.uniform(0.2, 1.5))
        os.kill(worker_of(site), signal.SIGKILL)
    stop.set()
    for writer in writers:
        writer.join(30)
    return given.kills


def worker_of(site: Site) -> int:
    """The process that runs the jobs: the child of the first that has no children of its own."""
    while True:
        pids = site.pids()
        parents = {pid: _parent(pid) for pid in pids}
        alone = [
            pid for pid in pids[1:]
            if parents[pid] == pids[0] and pid not in parents.values()
        ]  # fmt: skip
        if alone and len(pids) > 3:
            return alone[0]
        time.sleep(PAUSE)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
