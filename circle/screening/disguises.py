"""The ways one word may be written to be overlooked: backwards, in initials, taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from circle.screening.folding import LETTERS, MARK, SPACE, STOP, written
from circle.screening.parts import taken_apart
from circle.screening.sounds import ways_of_reading

FEWEST_BACKWARDS = 3  # two characters turned round are often another word: 蜜蜂, 蜂蜜
FEWEST_INITIALS = 4  # three letters are anybody's abbreviation
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a word; `open_at` is where the word itself has a gap.

    `plain` is the word as it is: what may be between its letters, and still be it, is judged.
    """

    index: int
    letters: str
    plain: bool
    latin: bool = False
    open_at: frozenset[int] = frozenset()
    backwards: bool = False


def is_literal(pattern: str) -> bool:
    """Whether marks belong to the word (+v, C++, t.me) and it is looked for as it stands."""
    plain = pattern.strip()
    kinds = "".join(LETTERS[character] for character in plain)
    edges = kinds[:1] + kinds[-1:]
    return not kinds.strip(SPACE + MARK + STOP + "\n") or any(
        mark in edges for mark in (MARK, STOP)
    ) or any(
        one in (MARK, STOP) and (before + after).isascii() and (before + after).isalnum()
        for before, one, after in zip(kinds, kinds[1:], kinds[2:], strict=False)
    )  # fmt: skip


def forms_of(index: int, pattern: str, wide: bool) -> Iterator[Form]:
    """A word as it is written, and, for who looks wide, in each disguise that keeps it legible."""
    word = written(pattern)
    open_at = frozenset(at for at, gap in enumerate(word.gaps) if at and gap)
    yield Form(index, word.line, True, word.line.isascii(), open_at)
    if not wide or word.line.isascii():
        return
    if len(word.line) >= FEWEST_BACKWARDS and word.line[::-1] != word.line:
        yield Form(index, word.line[::-1], False, backwards=True)
    for letters in taken_apart(word.line):
        yield Form(index, letters, False)
    initials = _initials(word.line)
    if initials:
        yield Form(index, initials, False)


def _initials(line: str) -> str | None:
    """私聊加我 as slj w together: only what cannot be read as a word, so nothing with a vowel."""
    if len(line) < FEWEST_INITIALS or any(character.isascii() for character in line):
        return None
    usual = ways_of_reading(list(line))[0]
    letters = "".join(sound[0] for sound in usual)
    return letters if letters.isalpha() and not VOWELS & set(letters) else None
