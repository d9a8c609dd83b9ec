"""Saying the same again: inside one text, or in many that one person or a wave of them sent."""

from collections.abc import Iterable, Sequence

from circle.screening.folding import written
from circle.screening.likeness import likeness

WINDOW = 4  # characters that are compared; two or three are repeated in every text
SHORTEST = 48  # letters of a text below which laughing and cheering is no flood
NEW = 0.2  # share of windows that must be new; songs have half, ordinary texts nine tenths
ALIKE = 0.8  # of two texts that say the same with another name or number in it


def newness(text: str) -> float:
    """The share of a text that it has not said before, 0 to 1; marks and spaces do not count."""
    line = written(text).line
    windows = len(line) - WINDOW + 1
    if windows < 1:
        return 1.0
    return len({line[at : at + WINDOW] for at in range(windows)}) / windows


def floods(text: str) -> bool:
    """Whether a text is mostly the same character, line or sentence again and again."""
    return len(written(text).line) >= SHORTEST and newness(text) < NEW


def echoes(said: Sequence[int], earlier: Iterable[Sequence[int]]) -> int:
    """How many earlier texts say nearly the same, told from their sketches."""
    return sum(likeness(said, other) >= ALIKE for other in earlier)
