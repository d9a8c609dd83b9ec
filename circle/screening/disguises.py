"""The ways one word may be written to be overlooked: backwards, in initials, taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from circle.screening.folding import LETTERS, MARK, SPACE, STOP, written
from circle.screening.parts import taken_apart
from circle.screening.sounds import ways_of_reading

FEWEST_BACKWARDS = 3  # two characters turned round are often another word: 蜜蜂, 蜂蜜
FEWEST_INITIALS = 4  # three letters are anybody's abbreviation, and so is what has a vowel
ONE_INITIAL = range(3, 7)  # characters of a word of which one may be its initial: 私l我
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
    wide: bool = True


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
    yield Form(index, word.line, True, word.line.isascii(), open_at, wide=wide)
    if not wide or word.line.isascii():
        return
    if len(word.line) >= FEWEST_BACKWARDS and word.line[::-1] != word.line:
        yield Form(index, word.line[::-1], False, backwards=True)
    for letters in taken_apart(word.line):
        yield Form(index, letters, False)
    usual = "".join(sound[0] for sound in ways_of_reading(list(word.line))[0])
    if not usual.isalpha() or any(character.isascii() for character in word.line):
        return
    if len(usual) >= FEWEST_INITIALS and not VOWELS & set(usual):
        yield Form(index, usual, False)
    for at in range(len(usual)) if len(usual) in ONE_INITIAL else ():
        yield Form(index, word.line[:at] + usual[at] + word.line[at + 1 :], False)
