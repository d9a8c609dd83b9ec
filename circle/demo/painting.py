"""The painters: processes beside the one that tells the story, which make its pictures meanwhile.

A picture anybody sends is decoded in a process that ends with it. What we painted ourselves is no
danger, so a painter reads its pictures with the same code but stays for the next one.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import IO

from circle.core.picture_worker import read
from circle.core.pictures import Picture, picture_of
from circle.demo.pictures import paint

PAINTERS = 2

Paint = Future[Picture]


class Painter:
    """One process that paints, asked and answering through pipes."""

    def __init__(self) -> None:
        """Start it; it ends when its questions do."""
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def make(self, name: str) -> Picture:
        """The picture of this name, painted and read."""
        asked, answers = self._pipes()
        asked.write(f"{name}\n".encode())
        asked.flush()
        made: Picture = pickle.load(answers)  # noqa: S301 - what our own child wrote
        return made

    def leave(self) -> None:
        """End it, whatever it is painting."""
        self._child.kill()
        self._child.communicate()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child.stdin is None or self._child.stdout is None:
            raise RuntimeError("a painter has no pipes")
        return self._child.stdin, self._child.stdout


class Coming(Mapping[str, Picture]):
    """Pictures still being made, by name; who asks for one waits for it."""

    def __init__(self, made: Mapping[str, Paint]) -> None:
        self._made = made

    def __getitem__(self, name: str) -> Picture:
        return self._made[name].result()

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@contextmanager
def painted_beside(names: Sequence[str]) -> Iterator[Mapping[str, Picture]]:
    """Every picture of these names, made in this order while the caller does something else."""
    painters = [Painter() for _ in range(PAINTERS)]
    idle: SimpleQueue[Painter] = SimpleQueue()
    for painter in painters:
        idle.put(painter)

    def make(name: str) -> Picture:
        painter = idle.get()
        try:
            return painter.make(name)
        finally:
            idle.put(painter)

    waiting = ThreadPoolExecutor(PAINTERS)
    try:
        yield Coming({name: waiting.submit(make, name) for name in names})
    finally:
        waiting.shutdown(wait=False, cancel_futures=True)
        for painter in painters:
            painter.leave()


def main() -> None:
    """A painter: makes what is asked for, line by line, until nobody asks."""
    for line in sys.stdin.buffer:
        data = paint(line.decode().strip())
        pickle.dump(picture_of(data, *read(data)), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


_START = f"from {__name__} import main; main()"
