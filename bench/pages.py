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

from bench.load import Figures
from bench.site import ROOT, Caller, Site, free_port, wait_until_healthy
from bench.truth import PASSWORD

SLUG = "bench"
KINDS = ("feed", "entry")


@dataclass(frozen=True)
class Pages:
    """The addresses measured in one site, and the cookie of a member of it."""

    feed: str
    entry: str
    cookie: str


def main() -> int:
    """Seed two sites, measure both, print the tables; 1 when a bar is missed."""
    given = arguments()
    with Site() as small, Site() as big:
        places = {"small": grow(small, given.small), "big": grow(big, given.big)}
        figures = compare(small, places["small"], given.seconds)
        table(figures)
        costs(small, big, places, given)
    return 0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4)
    return parser.parse_args()


def grow(site: Site, entries: int) -> Pages:
    """A circle with so many entries, and a member signed in to it."""
    site.command("init")
    site.command("user", "create", "bencher", "--password-stdin", stdin=PASSWORD)
    site.command("circle", "create", SLUG, "--name", "Bench", "--owner", "bencher")
    site.command("seed", "--circle", SLUG, "--members", str(min(2000, entries // 5)),
                 "--posts", str(entries))  # fmt: skip
    token = site.command("token", "create", "bencher", "--scope", "read").split()[-1]
    cookie = sign_in(site)
    site.start("web")
    _status, page = Caller(site, token).call("GET", f"/circles/{SLUG}/feed")
    entry = max(page["items"], key=lambda item: item["counts"]["comments"])["id"]
    site.stop()
    return Pages(f"/c/{SLUG}", f"/c/{SLUG}/posts/{entry}", cookie)


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
        "print('session=' + client.get_cookie('session').value)\n"
    )
    made = subprocess.run([sys.executable, "-c", code], env=site.environ, cwd=ROOT, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return made.stdout.strip().splitlines()[-1]


def compare(site: Site, pages: Pages, seconds: float) -> dict[str, Figures]:
    """Hello and constants on one server, ours on another, one after the other, same settings."""
    figures = {}
    port = free_port()
    command = [sys.executable, "-m", "bench.constant", "--port", str(port), "--cookie",
               pages.cookie]  # fmt: skip
    for who in ("guest", "member"):
        for kind in KINDS:
            command += ["--page", f"{who}-{kind}={getattr(pages, kind)}"]
    process = subprocess.Popen(command, env=site.environ, cwd=ROOT)
    try:
        wait_until_healthy(port)
        figures["hello"] = load(port, "/hello", "", seconds)
        for who in ("guest", "member"):
            for kind in KINDS:
                name = f"{who}-{kind}"
                figures[f"constant {name}"] = load(port, f"/constant/{name}", "", seconds)
    finally:
        process.terminate()
        process.wait()
    site.start("web")
    for who in ("guest", "member"):
        for kind in KINDS:
            cookie = pages.cookie if who == "member" else ""
            figures[f"{who}-{kind}"] = load(site.port, getattr(pages, kind), cookie, seconds)
    site.stop()
    return figures


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
    for kind in KINDS:
        for who in ("member",):
            both = []
            for site, pages in ((small, places["small"]), (big, places["big"])):
                runs = [load_alone(site.port, getattr(pages, kind), pages.cookie, given.seconds)
                        for _ in range(3)]  # fmt: skip
                both.append(sorted(run.p50 for run in runs)[1])
            print(f"| {who}-{kind} | {both[0]:.2f} | {both[1]:.2f} | {both[1] / both[0]:.2f} |")
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
