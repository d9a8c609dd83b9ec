"""Switches off every guard of tests/guards.py in turn, in a copy, and requires a red test."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.databases import start_postgres, temporary_folder
from tests.guards import GUARDS, Guard

ROOT = Path(__file__).parents[1]
COPIED = ("circle", "templates", "tests", "static", "pyproject.toml", "wsgi.py", "docs")


def main() -> int:
    """Run every guard (or those named) and print a table; 1 when one was not missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these guards")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    guards = [g for g in GUARDS if not chosen.names or g.name in chosen.names]
    server, url = start_postgres(temporary_folder() / "pg")
    os.environ["CIRCLE_TEST_POSTGRES"] = url
    try:
        with ThreadPoolExecutor(chosen.jobs) as pool:
            survived = [g.name for g, ok in zip(guards, pool.map(survey, guards), strict=True)
                        if not ok]  # fmt: skip
    finally:
        server.cleanup()
    print(f"{len(guards) - len(survived)} of {len(guards)} guards are missed when switched off")
    return 1 if survived else 0


def survey(guard: Guard) -> bool:
    """Whether a test turns red without this guard."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="circle-mutant-") as name:
        copy = Path(name)
        for part in COPIED:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / part)
        mutate(copy / guard.file, guard)
        red = not passes(copy, guard)
    took = time.monotonic() - started
    print(f"{'red  ' if red else 'GREEN'} {guard.name:44} {took:5.1f} s", flush=True)
    return red


def mutate(path: Path, guard: Guard) -> None:
    """Take the guard out of the copy; it must stand there exactly once."""
    text = path.read_text()
    if text.count(guard.code) != 1:
        raise SystemExit(f"{guard.name}: its code stands {text.count(guard.code)} times in "
                         f"{guard.file}")  # fmt: skip
    path.write_text(text.replace(guard.code, guard.without))


def passes(copy: Path, guard: Guard) -> bool:
    """Run the tests that should notice; a run in which nothing ran is an error."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider",
               "-p", "no:randomly", *guard.tests]  # fmt: skip
    environ = {**os.environ, "PYTEST_XDIST_WORKER": f"mutant_{os.getpid()}_{copy.name[-6:]}"}
    result = subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True,
                            check=False)  # fmt: skip
    if result.returncode not in (0, 1):
        raise SystemExit(f"{guard.name}: pytest ended with {result.returncode}\n{result.stdout}")
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
