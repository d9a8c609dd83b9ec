"""`make soak`: the full numbers of what must hold under load, as one table per run.

`python -m bench.soak [--seconds N] [--rounds N] [--operations N] [--only NAME] [--seed N]`
"""

import argparse
import sys
import time

from bench import desk, inbox, kills, ledger, sign_ups, telling, topics, truth
from bench.site import Site
from bench.stores import databases

WRITERS = 6
FULL_ROUNDS = 500


def main() -> int:
    """Run the soak on both databases and print its table; 1 when anything was wrong."""
    given = arguments()
    wrong = 0
    print("| soak | database | rounds | acknowledged | lost | doubled | half | s | seed |")
    print("|---|---|---|---|---|---|---|---|---|")
    with databases(given.only) as urls:
        for name, url in urls.items():
            wrong += soak(name, url, given)
    wrong += ledger.report(given) + sign_ups.report(given) + topics.report(given)
    wrong += desk.report(given) + telling.report(given) + inbox.report(given)
    return min(wrong, 1)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=FULL_ROUNDS)
    parser.add_argument("--operations", type=int, default=ledger.OPERATIONS)
    parser.add_argument("--seconds", type=float, help="stop earlier: a short run")
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--seed", type=int, default=20261122)
    return parser.parse_args()


def soak(name: str, url: str | None, given: argparse.Namespace) -> int:
    """One database: write, kill, compare; prints its row and answers how much was wrong."""
    started = time.monotonic()
    with Site(url) as site:
        tokens = truth.prepare(site, WRITERS)
        result = kills.run(site, tokens, given.rounds, given.seed, given.seconds)
        found = truth.compare(site, result["kept"])
    kept = result["kept"]
    writes = len(kept.posts) + len(kept.comments) + len(kept.likes)
    took = f"{time.monotonic() - started:.0f}"
    cells = ("kills", name, result["rounds"], writes, found.lost, found.doubled, found.half, took)
    print("|", " | ".join(map(str, (*cells, given.seed))), "|", flush=True)
    for line in found.lines[:20]:
        print(f"  {line}")
    if kept.refused:
        print(f"  refused: {dict(kept.refused)}")
    return found.lost + found.doubled + found.half + (0 if writes else 1)


if __name__ == "__main__":
    sys.exit(main())
