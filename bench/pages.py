"""Speed of the pages as ratios in one run: hello, the same pages drawn from constants, ours.

`python -m bench.pages [--small 1000] [--big 100000] [--seconds 4]`. Prints two tables: requests per
second with p99 and ratios, and the cost of each page in the small and in the big circle.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.load import Figures
from bench.site import ROOT, Site, free_port, wait_until_healthy
from bench.truth import PASSWORD

SLUG = "bench"
KINDS = ("feed", "entry")
COMMENTS, CHARACTERS = 10, 200  # of the entry measured, in both circles
ROUNDS = 3  # of every load, in turn
RUNS = 5  # of each cost, in turn; the quietest counts


@dataclass(frozen=True)
class Pages:
    """The addresses measured in one site, and the cookie of a member of it."""

    feed: str
    entry: str
    feed_json: str
    entry_json: str
    cookie: str


def main() -> int:
    """Seed two sites (or take them seeded), measure both, print the tables."""
    given = arguments()
    with Site(folder=given.small_data) as small, Site(folder=given.big_data) as big:
        places = {"small": grow(small, given.small), "big": grow(big, given.big)}
        table(compare(small, places["small"], given.seconds))
        costs(small, big, places, given)
    return 0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--small-data", type=Path, help="a data folder to seed once and keep")
    parser.add_argument("--big-data", type=Path, help="the same for the big circle")
    parser.add_argument("--seconds", type=float, default=4)
    return parser.parse_args()


def grow(site: Site, entries: int) -> Pages:
    """A circle with so many entries unless it is there, and a member signed in to it."""
    site.folder.mkdir(parents=True, exist_ok=True)
    if not (site.folder / "circle.db").exists():
        site.command("init")
        site.command("user", "create", "bencher", "--password-stdin", stdin=PASSWORD)
        site.command("circle", "create", SLUG, "--name", "Bench", "--owner", "bencher")
        site.command("seed", "--circle", SLUG, "--members", str(min(2000, entries // 5)),
                     "--posts", str(entries))  # fmt: skip
    entry = discussed_entry(site)
    return Pages(f"/c/{SLUG}", f"/c/{SLUG}/posts/{entry}", f"/api/v1/circles/{SLUG}/feed",
                 f"/api/v1/entries/{entry}/comments", sign_in(site))  # fmt: skip


def discussed_entry(site: Site) -> int:
    """A post with as near to COMMENTS comments and CHARACTERS characters as there is one."""
    engine = create_engine(site.database_url)
    with engine.connect() as connection:
        found = connection.execute(text(
            "SELECT id FROM entries WHERE lane = 'post' AND kind = 'post'"
            " ORDER BY abs(comments_count - :comments), abs(characters - :characters), id LIMIT 1"
        ), {"comments": COMMENTS, "characters": CHARACTERS}).scalar_one()  # fmt: skip
    engine.dispose()
    return int(found)


def sign_in(site: Site) -> str:
    """The session cookie of the member, as a browser would get it."""
    code = (
        "from circle.app import create_app; from circle.config import load_settings\n"
        "from tests.cast import sign_in, DEVICE\n"
        "from circle.accounts import actions, queries\n"
        "app = create_app(load_settings())\n"
        "with app.app_context():\n"
        "    person = queries.get_person_by_name('bencher')\n"
        "    token = actions.open_session(person.id, 'password', DEVICE)\n"
        "client = app.test_client()\n"
        "sign_in(client, token)\n"
        "client.get('/me')\n"
        "print('session=' + client.get_cookie('session').value)\n"
    )
    made = subprocess.run([sys.executable, "-c", code], env=site.environ, cwd=ROOT, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return made.stdout.strip().splitlines()[-1]


def compare(site: Site, pages: Pages, seconds: float) -> dict[str, Figures]:
    """Hello and constants on one server, ours on another, in turn; each one's quietest run counts.

    A machine shared with others is never quiet for long: what is compared runs side by side.
    """
    port = free_port()
    command = [sys.executable, "-m", "bench.constant", "--port", str(port), "--cookie",
               pages.cookie]  # fmt: skip
    names = [f"{who}-{kind}" for who in ("guest", "member") for kind in KINDS]
    for name in names:
        command += ["--page", f"{name}={getattr(pages, name.partition('-')[2])}"]
    process = subprocess.Popen(command, env=site.environ, cwd=ROOT)
    site.start("web")
    asked = {"hello": (port, "/hello", "")}
    for name in names:
        cookie = pages.cookie if name.startswith("member") else ""
        asked[f"constant {name}"] = (port, f"/constant/{name}", "")
        asked[name] = (site.port, getattr(pages, name.partition("-")[2]), cookie)
    asked["json-feed"] = (site.port, pages.feed_json, "")
    asked["json-comments"] = (site.port, pages.entry_json, "")
    try:
        if not wait_until_healthy(port):
            raise SystemExit("the constants are not served")
        rounds = [{name: load(*one, seconds) for name, one in asked.items()}
                  for _ in range(ROUNDS)]  # fmt: skip
    finally:
        process.terminate()
        process.wait()
        site.stop()
    return {name: max((one[name] for one in rounds), key=lambda found: found.rate)
            for name in asked}  # fmt: skip


def load(port: int, path: str, cookie: str, seconds: float) -> Figures:
    """One load from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(port), path, "--cookie", cookie,
         "--seconds", str(seconds)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return Figures(**json.loads(done.stdout))


def table(figures: dict[str, Figures]) -> None:
    """Rates, p99 and the two ratios of every page."""
    print("| page | req/s | p99 ms | of hello | of constants | failures |")
    print("|---|---|---|---|---|---|")
    for name, one in figures.items():
        constant = figures.get(f"constant {name}")
        ratio = f"{one.rate / constant.rate:.2f}" if constant else ""
        print(f"| {name} | {one.rate:.0f} | {one.p99:.1f} "
              f"| {one.rate / figures['hello'].rate:.2f} | {ratio} | {one.failures} |")  # fmt: skip


def costs(small: Site, big: Site, places: dict[str, Pages], given: argparse.Namespace) -> None:
    """The same page in the small and the big circle, in turn, and the ratio of their times."""
    small.start("web")
    big.start("web")
    print(f"\n| page | p50 ms at {given.small} | p50 ms at {given.big} | ratio |")
    print("|---|---|---|---|")
    for who in ("guest", "member"):
        for kind in KINDS:
            both: dict[str, list[float]] = {name: [] for name in places}
            for name, site in (("small", small), ("big", big)) * RUNS:
                pages = places[name]
                cookie = pages.cookie if who == "member" else ""
                path = getattr(pages, kind)
                both[name].append(load_alone(site.port, path, cookie, given.seconds / 2).p50)
            one, other = min(both["small"]), min(both["big"])
            print(f"| {who}-{kind} | {one:.2f} | {other:.2f} | {other / one:.2f} |")
    small.stop()
    big.stop()


def load_alone(port: int, path: str, cookie: str, seconds: float) -> Figures:
    """One connection, so that the time is the page's own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(port), path, "--cookie", cookie,
         "--connections", "1", "--seconds", str(seconds)], cwd=ROOT, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return Figures(**json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
