"""What a running site weighs: cold start, memory after load, and the first view of a post.

`python -m bench.weight [--data DIR]` (a data folder seeded by `bench.pages`); prints one table.
"""

import argparse
import gzip
import re
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

from bench.load import run
from bench.pages import grow
from bench.site import Site

STARTS = 3
KB = 1024
LINKED = re.compile(r'(?:href|src)="(/(?:static|media)/[^"#]+)')
IMPORTED = re.compile(r'(?:from|import)\s*"([^"]+\.js)"')


def main() -> int:
    """Start, load and look at one site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--posts", type=int, default=1_000)
    given = parser.parse_args()
    with Site(folder=given.data) as site:
        pages = grow(site, given.posts)
        starts = sorted(start_seconds(site) for _ in range(STARTS))
        site.start()
        idle = memory(site)
        for path in (pages.feed, pages.entry, pages.feed_json):
            run(site.port, path, seconds=3)
            run(site.port, path, cookie=pages.cookie, seconds=3)
        loaded = memory(site)
        requests, sent = first_view(site, pages.entry)
    print("| weight | value |\n|---|---|")
    print(f"| cold start, s (median of {STARTS}) | {starts[STARTS // 2]:.2f} |")
    print(f"| memory of all processes, MB PSS, idle | {idle:.0f} |")
    print(f"| memory of all processes, MB PSS, after load | {loaded:.0f} |")
    print(f"| first view of a post: requests | {requests} |")
    print(f"| first view of a post: KB gzipped | {sent / KB:.1f} |")
    return 0


def start_seconds(site: Site) -> float:
    """From the command to the first answer, web and worker."""
    began = time.perf_counter()
    site.start()
    took = time.perf_counter() - began
    site.stop()
    return took


def memory(site: Site) -> float:
    """Proportional set size of every process of the site, in MB."""
    total = 0
    for pid in site.pids():
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])
    return total / KB


def first_view(site: Site, path: str) -> tuple[int, int]:
    """How many requests a browser that knows nothing makes for a post, and their bytes."""
    seen: dict[str, int] = {}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen[one], text = fetch(f"{site.address}{one}")
        found = LINKED.findall(text) if one == path else IMPORTED.findall(text)
        waiting += [urljoin(one, link) for link in found]
    return len(seen), sum(seen.values())


def fetch(url: str) -> tuple[int, str]:
    """Bytes on the wire, and the text where it is one."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        kind = answer.headers.get_content_type()
    plain = gzip.decompress(body) if packed else body
    return len(body), plain.decode() if kind.startswith(("text/", "application/javascript")) else ""


if __name__ == "__main__":
    sys.exit(main())
