"""Switches off every guard of tests/guards in turn, in a copy, and requires a red test."""

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import start_postgres
from tests.guards import GUARDS, Guard

ROOT = Path(__file__).parents[1]
COPIED = ("circle", "templates", "tests", "static", "docs", "pyproject.toml", "wsgi.py")
BUILT = "static/vendor"  # large and never switched off: the copy only points at it
COMPILED = "circle/translations/zh_Hans_CN/LC_MESSAGES/messages.mo"
TEST_SECONDS = 180  # of one test, on a busy machine
GUARD_SECONDS = 600
CONTROL_SECONDS = 3600

RED, GREEN, LATE = "red", "GREEN", "LATE"
BROKEN, SICK = "BROKEN", "SICK"
SAYS = {
    GREEN: "nobody missed it: a test is wanting",
    LATE: "its tests ran out of time, which says nothing",
    BROKEN: "the program does not even start without it: switch it off more gently",
    SICK: "its tests are red with the guard in place",
}


@dataclass(frozen=True)
class Result:
    """What came of one guard."""

    guard: Guard
    outcome: str
    seconds: float


@dataclass(frozen=True)
class Run:
    """What pytest said: its exit code and the tests that failed or could not begin."""

    code: int
    failed: frozenset[str]
    broken: frozenset[str]
    text: str

    @property
    def is_late(self) -> bool:
        """Something was cut off by a clock, ours or the test's."""
        return self.code == 124 or "Failed: Timeout" in self.text or "Timeout (>" in self.text


class Copy:
    """A copy of the tree in which guards are switched off one after the other."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder / f"copy{number}"
        self._number = number
        self._stamp = time.time()
        self.folder.mkdir()
        for part in COPIED:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, self.folder / part, ignore=_left_out)
            else:
                shutil.copy(ROOT / part, self.folder / part)
        (self.folder / BUILT).symlink_to(ROOT / BUILT)
        (self.folder / "tmp").mkdir()

    @contextmanager
    def without(self, guard: Guard) -> Iterator[None]:
        """Inside, the guard is off; it must stand in its file exactly once."""
        path = self.folder / guard.file
        text = path.read_text()
        self._write(path, switched_off(guard, text))
        try:
            yield
        finally:
            self._write(path, text)

    def run(self, tests: Sequence[str], seconds: int, *more: str) -> Run:
        """Run tests here; what they leave behind goes with the copy."""
        command = [
            sys.executable, "-m", "pytest", "-q", "--tb=line", "-rfE", "--timeout",
            str(TEST_SECONDS), "-p", "no:cacheprovider", "-p", "no:randomly", "--every-row",
            *more, *tests,
        ]  # fmt: skip
        environ = {
            **os.environ, "PYTHONPATH": str(self.folder), "TMPDIR": str(self.folder / "tmp"),
            "PYTEST_XDIST_WORKER": f"mutant_{os.getpid()}_{self._number}", "COLUMNS": "400",
        }  # fmt: skip
        try:
            done = subprocess.run(command, cwd=self.folder, env=environ, capture_output=True,
                                  text=True, check=False, timeout=seconds)  # fmt: skip
        except subprocess.TimeoutExpired:
            return Run(124, frozenset(), frozenset(), "")
        if done.returncode not in (0, 1):
            raise SystemExit(f"pytest ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return Run(done.returncode, _named("FAILED", done.stdout), _named("ERROR", done.stdout),
                   done.stdout)  # fmt: skip

    def _write(self, path: Path, text: str) -> None:
        """Compiled files are known by the second: each writing has a time of its own."""
        path.write_text(text)
        self._stamp += 2
        os.utime(path, (self._stamp, self._stamp))


def main() -> int:
    """Run every guard (or those asked for) and print a table; 1 when one was not missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only guards with this in their name or file")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    guards = [g for g in GUARDS if not asked.words
              or any(word in g.name or word in g.file for word in asked.words)]  # fmt: skip
    missing = [part for part in (BUILT, COMPILED) if not (ROOT / part).exists()]
    if missing or not guards:
        print(f"First: make setup ({', '.join(missing)})" if missing else "No guard has that name")
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="circle-mutants-") as name:
        server, url = start_postgres(Path(name) / "pg")
        os.environ["TESTS_POSTGRES_URL"] = url
        try:
            results = survey(guards, Path(name), asked.jobs)
        finally:
            server.cleanup()
    return report(results, time.monotonic() - started)


def survey(guards: Sequence[Guard], folder: Path, jobs: int) -> list[Result]:
    """First every test with all guards in place, then each guard switched off."""
    copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    for number in range(jobs):
        copies.put(Copy(folder, number))
    sick = control(guards, copies)

    def one(guard: Guard) -> Result:
        copy = copies.get()
        began = time.monotonic()
        try:
            outcome = SICK if sick & set(guard.tests) else outcome_of(copy, guard)
        finally:
            copies.put(copy)
        result = Result(guard, outcome, time.monotonic() - began)
        print(line_of(result), flush=True)
        return result

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, guards))


def control(guards: Sequence[Guard], copies: "queue.SimpleQueue[Copy]") -> set[str]:
    """Run all their tests once, unchanged; answers the tests that are red already."""
    tests = sorted({test for guard in guards for test in guard.tests})
    copy = copies.get()
    began = time.monotonic()
    done = copy.run(tests, CONTROL_SECONDS)
    copies.put(copy)
    sick = {test for test in tests if any(_is_of(bad, test) for bad in done.failed | done.broken)}
    if done.code == 124 or (done.code and not sick):
        raise SystemExit(f"the tests are not green with every guard in place\n{done.text}")
    for test in sorted(sick):
        print(f"already red: {test}")
    print(f"{len(tests) - len(sick)} of {len(tests)} tests are green with every guard in place "
          f"({time.monotonic() - began:.0f} s)", flush=True)  # fmt: skip
    return sick


def outcome_of(copy: Copy, guard: Guard) -> str:
    """What its tests say without this guard: red only when a test itself failed."""
    with copy.without(guard):
        done = copy.run(guard.tests, GUARD_SECONDS, "-x")
    if done.is_late:
        return LATE
    if done.code == 0:
        return GREEN
    return RED if done.failed else BROKEN


def switched_off(guard: Guard, text: str) -> str:
    """The file's text without the guard; what would not compile is a mistake."""
    if text.count(guard.code) != 1:
        raise SystemExit(f"{guard.name}: its code stands {text.count(guard.code)} times in "
                         f"{guard.file}")  # fmt: skip
    changed = text.replace(guard.code, guard.without)
    compile(changed, guard.file, "exec")
    return changed


def report(results: Sequence[Result], seconds: float) -> int:
    """What needs somebody, and the sum; the exit code."""
    wrong = [result for result in results if result.outcome != RED]
    if wrong:
        print()
    for result in wrong:
        print(f"{line_of(result)}\n       {result.guard.file}: {SAYS[result.outcome]}")
        print("".join(f"       {test}\n" for test in result.guard.tests), end="")
    print(f"{len(results) - len(wrong)} of {len(results)} guards are missed when switched off "
          f"({seconds:.0f} s)")  # fmt: skip
    return 1 if wrong else 0


def line_of(result: Result) -> str:
    """One line of the table."""
    package = "/".join(Path(result.guard.file).parts[1:])
    return f"{result.outcome:6} {result.guard.name:58} {package:34} {result.seconds:6.1f} s"


def _named(word: str, text: str) -> frozenset[str]:
    return frozenset(re.findall(rf"^{word} (\S+)", text, re.MULTILINE))


def _is_of(found: str, test: str) -> bool:
    """Whether a reported test is the one named, one of its cases, or in the file named."""
    return found == test or found.startswith((f"{test}[", f"{test}::"))


def _left_out(folder: str, names: list[str]) -> set[str]:
    built = {"vendor"} if Path(folder) == ROOT / "static" else set()
    return built | {name for name in names if name == "__pycache__"}


if __name__ == "__main__":
    sys.exit(main())
