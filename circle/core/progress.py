"""How far long work is: a bar on a terminal; lines where nobody could see a bar move."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int], None]


@contextmanager
def told_progress(label: str, steps: int) -> Iterator[Progress]:
    """What to call with the steps done since the last call; `steps` are all there will be."""
    if sys.stdout.isatty():
        with click.progressbar(length=steps, label=label, show_pos=True) as bar:
            yield bar.update
        return
    click.echo(f"{label}…")
    yield Tenths(label, steps).update


class Tenths:
    """A line for each tenth that is done."""

    def __init__(self, label: str, steps: int) -> None:
        """Begin with nothing done."""
        self._label, self._steps = label, steps
        self._done = 0

    def update(self, steps: int) -> None:
        """Count what was done; say so when another tenth is complete."""
        before = self._tenths()
        self._done += steps
        if self._tenths() > before:
            click.echo(f"{self._label}: {self._tenths()}0 %")

    def _tenths(self) -> int:
        return self._done * 10 // self._steps if self._steps else 10
