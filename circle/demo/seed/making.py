"""Rows made in a second process while the first writes those before them: one core for each."""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import IO, Any

from circle.demo.seed.texts import stock_up
from circle.demo.seed.threads import Batch, Ground, make_threads
from circle.demo.seed.times import moment

POSTS_AT_ONCE = 10_000  # of one transaction: other writers wait for it a second or so
ALONE = 20_000  # posts a process makes and writes by itself: a second one takes a while to start


class Maker:
    """Makes chunks of the posts of a plan; one that is asked for again is made the same again."""

    def __init__(self, rng_seed: int, posts: int) -> None:
        self._seed, self._posts = rng_seed, posts
        self._stock = stock_up(Random(f"{rng_seed} texts"), posts)
        self._asked: list[tuple[int, Sequence[int]]] = []
        self._before: dict[int, dict[int, int]] = {}  # last ads, by the chunk they were before

    def settle(self, ground: Ground) -> None:
        """Learn where it all happens, among whom, and when."""
        self._ground = ground
        ground.stock = self._stock

    def ask(self, place: int, ids: Sequence[int]) -> None:
        """Have a chunk made when it is taken."""
        self._asked.append((place, ids))

    def take(self) -> Batch:
        """Make the chunk asked for first."""
        return self.make(*self._asked.pop(0))

    def make(self, place: int, ids: Sequence[int]) -> Batch:
        """The rows of the chunk that begins at this post."""
        ground = self._ground
        ground.last_ad = dict(self._before.setdefault(place, ground.last_ad))
        self._before.pop(place - 2 * POSTS_AT_ONCE, None)
        random = Random(f"{self._seed} posts {place}")
        times = [
            moment(ground.period, (number + random.random()) / self._posts)
            for number in range(place, chunk_end(place, self._posts))
        ]
        return make_threads(ground, random, times, ids)


class SecondProcess:
    """A maker in a process of its own, asked and answering through pipes."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._to, self._from = _pipes(child)

    def settle(self, ground: Ground) -> None:
        """Learn where it all happens, among whom, and when."""
        self._send(ground)

    def ask(self, place: int, ids: Sequence[int]) -> None:
        """Have a chunk made at once, while the caller does something else."""
        self._send(place, ids)

    def take(self) -> Batch:
        """The chunk asked for first, as soon as it is made."""
        made: Batch = pickle.load(self._from)  # noqa: S301 - what our own child wrote
        return made

    def _send(self, *what: Any) -> None:
        pickle.dump(what, self._to, pickle.HIGHEST_PROTOCOL)
        self._to.flush()


def chunk_end(place: int, posts: int) -> int:
    """Where the chunk ends that begins at this post."""
    return min(place + POSTS_AT_ONCE, posts)


@contextmanager
def made_beside(rng_seed: int, posts: int) -> Iterator[Maker | SecondProcess]:
    """A maker for a plan: in a process beside this one where that is worth it."""
    if posts <= ALONE:
        yield Maker(rng_seed, posts)
        return
    command = [sys.executable, "-c", _START, str(rng_seed), str(posts)]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        try:
            yield SecondProcess(child)
        finally:
            child.kill()


def main() -> None:
    """The second process: learn the place, then make what is asked for until nobody asks."""
    maker = Maker(*map(int, sys.argv[1:]))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    maker.settle(*pickle.load(asked))  # noqa: S301 - what our own parent wrote
    while True:
        try:
            chunk = pickle.load(asked)  # noqa: S301
        except EOFError:
            return
        pickle.dump(maker.make(*chunk), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the second process has no pipes")
    return child.stdin, child.stdout


_START = f"from {__name__} import main; main()"
