"""Saying the same again: inside one text, or in many that one person or a wave of them sent."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from circle.core.i18n import Text, lazy
from circle.screening.detectors import SORTS, detected
from circle.screening.folding import written

WINDOW = 4  # characters that are compared; two or three are repeated in every text
SHORTEST = 48  # letters of a text below which laughing and cheering is no flood
NEW = 0.2  # share of windows that must be new; songs have half, ordinary texts nine tenths

LOOKED_AT = 4_000  # characters of a text that are compared with others
LINE = 20  # letters below which greetings and check-ins are the same for good reasons
LINE_AWAY = 8  # what leads elsewhere is compared sooner
LETTERS, LATIN = 2, 4  # characters of a piece, and of one that begins with a Latin letter
ALIKE = 0.5  # share of pieces that two texts have in common with another name and number in them
BANDS, ROWS = 5, 3  # of fifteen hashes: texts that are alike share a band nearly always

REMEMBERED = timedelta(hours=24)
AGAIN = 3  # earlier ones of one person within a day: the fourth is looked at
WAVE = timedelta(hours=2)
IN_CIRCLE, ANYWHERE = 3, 5  # other people who said it meanwhile
BURST = timedelta(minutes=10)
SHORT_AGAIN = 12  # times the same short line in one burst
MANY = 30  # threads in one burst; in one thread people talk as fast as they like

REPEATS = lazy("It says the same again and again, so somebody looks at it first")
ALIKE_SENT = lazy("Nearly the same was sent several times lately, so somebody looks at it first")
TOO_MANY = lazy("A lot was sent within a few minutes, so somebody looks at it first")
REASONS: tuple[Text, ...] = (REPEATS, ALIKE_SENT, TOO_MANY)


@dataclass(frozen=True, slots=True)
class Said:
    """What one text says: its letters, and keys that a text which is alike probably shares.

    A short one has a single key, which only the very same letters have.
    """

    line: str
    keys: tuple[int, ...]
    is_short: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """Something that was said before: by whom, where and when; floors stand in one topic."""

    author_id: int
    circle_id: int
    topic_id: int | None
    at: datetime
    text: str


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


@lru_cache(maxsize=64)  # a text is asked for twice, and what a wave repeats by each of it
def said_in(text: str) -> Said:
    """What a text says, without what it quotes: its folded letters and where to look for more."""
    own = unquoted(text[:LOOKED_AT])
    line = written(own).line
    is_short = len(line) < LINE_AWAY or (len(line) < LINE and not detected(own, SORTS))
    return Said(line, (_hashed(line.encode()),) if is_short else _bands(line), is_short)


def unquoted(text: str) -> str:
    """A text without the lines it quotes."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


def alike(one: str, other: str) -> float:
    """The share of pieces two lines have in common (Jaccard), 0 to 1."""
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def is_repeated(mine: Earlier, before: Iterable[Earlier]) -> bool:
    """Whether so much like it was said before, the latest first, that somebody should look.

    By its author in a day, or in two hours by several: here, or anywhere. What people say in one
    topic does not count for each other: they log, sign up or say a slogan as its host asked.
    """
    line, own = said_in(mine.text).line, 0
    here: set[int] = set()
    anywhere: set[int] = set()
    for one in before:
        if alike(line, said_in(one.text).line) < ALIKE:
            continue
        if one.author_id == mine.author_id:
            own += 1
        elif mine.at - one.at <= WAVE and (one.topic_id is None or one.topic_id != mine.topic_id):
            anywhere.add(one.author_id)
            if one.circle_id == mine.circle_id:
                here.add(one.author_id)
        if own >= AGAIN or len(here) >= IN_CIRCLE or len(anywhere) >= ANYWHERE:
            return True
    return False


def _bands(line: str) -> tuple[int, ...]:
    """Keys of a line by locality-sensitive hashing, so that nothing else need be compared.

    MinHash over pieces of the line, in bands (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of
    Massive Datasets", 3.3-3.4). One digest of 64 bytes is sixteen hashes of a piece.
    """
    hashes = (
        struct.unpack("<16I", blake2b(piece.encode(), digest_size=64).digest())
        for piece in _pieces(line)
    )
    least = tuple(map(min, zip(*hashes, strict=True)))
    return tuple(
        _hashed(struct.pack("<4I", band, *least[band * ROWS : band * ROWS + ROWS]))
        for band in range(BANDS)
    )


@lru_cache(maxsize=64)
def _pieces(line: str) -> frozenset[str]:
    return frozenset(
        line[at : at + (LATIN if character.isascii() else LETTERS)]
        for at, character in enumerate(line)
        if at <= len(line) - LETTERS
    )


def _hashed(what: bytes) -> int:
    return int.from_bytes(blake2b(what, digest_size=8).digest()) >> 1  # fits a signed column
