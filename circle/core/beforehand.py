"""What takes long and must stand before a write begins, so that no other writer waits for it."""

from collections.abc import Callable, Sequence

Step = Callable[[], None]
_steps: list[Step] = []


def prepare_with(steps: Sequence[Step]) -> None:
    """Take from `wiring` what is made ready; called once when the program starts."""
    _steps[:] = steps


def be_ready() -> None:
    """Make ready what is not; called outside of every transaction."""
    for step in _steps:
        step()
