"""What a text says without its disguise: each character as what it stands for, and its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, count, pairwise, repeat

from confusable_homoglyphs.confusables import confusables_data

from circle.core.lazy import pieces, to_simplified
from circle.screening.sounds import READINGS, spelled

SPACE, MARK, STOP, LINE = " ", "\x01", "\x02", "\n"  # what stands between letters, by kind
GAPS = {SPACE: 1, MARK: 2, STOP: 4, LINE: 8}
BROKEN, THINNED = GAPS[STOP] | GAPS[LINE], 16  # the last: something was left out there
STOPS = frozenset(",.!?;:\"'()[]<>/&，。！？；：、…‥—–‘’“”「」『』〈〉《》【】〔〕")
STROKES = frozenset("丶丨丿亅")  # ornaments between characters, though they count as letters
BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Accents on Latin, Greek and Cyrillic letters and what encloses; not the vowels of other scripts.
ACCENTS = frozenset(
    chr(point) for first, last in ((0x300, 0x370), (0x483, 0x48A), (0x1AB0, 0x1B00),
                                   (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE20, 0xFE30))
    for point in range(first, last)
)  # fmt: skip
LETTERED = ((0x1F150, "a"), (0x1F170, "a"), (0x1F1E6, "a"))  # 🅐 🅰 🇦: each the first of 26
FILLED = re.compile(r"(?:[^\x00-\x7f][a-z0-9]{1,2}){2,}(?=[^\x00-\x7f])")  # 刷1单2返3利
FILLER = re.compile(r"(?<=[^\x00-\x7f])[a-z0-9]{1,2}(?=[^\x00-\x7f])")
DOUBLED = re.compile(r"(?:([^\x00-\x7f])\1){2}")  # 刷刷单单返返利利
DOUBLE = re.compile(r"([^\x00-\x7f])(?=\1)")
RUNS = re.compile(r"(?P<latin>[\x00-\x7f]+)|[^\x00-\x7f]+")


class _Letters(dict[str, str]):
    """Each character as what it stands for, worked out when it is first met.

    Nothing at all, one of the four kinds of gap, or letters, digits and characters.
    """

    def __missing__(self, character: str) -> str:
        stands = self[character] = _folded(character)
        return stands


LETTERS = _Letters()


@dataclass(frozen=True)
class Written:
    """A text without gaps: its letters, where each stood, and which gaps stood before it."""

    text: str
    line: str
    origin: list[int]
    gaps: list[int]

    def gaps_within(self, start: int, end: int) -> list[int]:
        """The kinds of gap between the letters of a place, none of them as 0."""
        return self.gaps[start + 1 : end]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A place of the letters as a place of the text."""
        return self.origin[start], self.origin[end - 1] + 1

    def cuts_a_word(self, start: int, end: int) -> bool:
        """Whether a place begins or ends in the middle of a Chinese word of the dictionary."""
        inside = ((start, self.line[start]), (end, self.line[end - 1]))
        return any(at not in self._word_ends for at, edge in inside if not edge.isascii())

    def cuts_two_words(self, start: int, end: int) -> bool:
        """Whether a place begins inside one word of the dictionary and ends inside another."""
        ends = self._word_ends
        return start not in ends and end not in ends and any(at in ends for at in range(start, end))

    def is_in_a_word(self, at: int) -> bool:
        """Whether a character is a part of a longer word of the dictionary."""
        return not {at, at + 1} <= self._word_ends

    @cached_property
    def _word_ends(self) -> set[int]:
        """Where words end, gaps among them: what stands on both sides of one is not one word."""
        ends, at = {at for at, gap in enumerate(self.gaps) if gap or not at}, 0
        for word in pieces(self.line):
            at += len(word)
            ends.add(at)
        return ends

    @cached_property
    def spoken(self) -> "Spoken":
        """The same as it sounds."""
        return _spoken(self)


@dataclass(frozen=True)
class Spoken:
    """A text as it sounds: its letters, and of each sound where it begins in them and in the line.

    A sound is one character, or Latin letters and digits together; the last place is the end.
    """

    letters: str
    starts: dict[int, int]  # place in the letters -> which sound begins there
    at: list[int]  # of each sound, its place in the letters
    places: list[int]  # and in the line
    latin: list[int]  # how many Latin ones are before it


def written(text: str) -> Written:
    """Read a text without disguise: width, case, traditional and invisible characters, accents."""
    line: list[str] = []
    origin: list[int] = []
    gaps: list[int] = []
    gap = 0
    for at, stands in enumerate(map(LETTERS.__getitem__, text)):
        if stands in GAPS:
            gap |= GAPS[stands]
            continue
        for part in stands:
            if part in GAPS:
                gap |= GAPS[part]
                continue
            line.append(part)
            origin.append(at)
            gaps.append(gap)
            gap = 0
    return Written(text, "".join(line), origin, gaps)


def thinned(line: Written) -> Iterator[Written]:
    """A text without what fills the places between its characters, if they are filled.

    That is a letter or two, or each character once more; where it was, the gap says so.
    """
    for whole, part in ((FILLED, FILLER), (DOUBLED, DOUBLE)):
        if whole.search(line.line):
            out = {at for found in part.finditer(line.line) for at in range(*found.span())}
            yield _without(line, out)


def _without(line: Written, out: set[int]) -> Written:
    kept = [at for at in range(len(line.line)) if at not in out]
    before = [0, *kept]
    return Written(
        line.text,
        "".join(line.line[at] for at in kept),
        [line.origin[at] for at in kept],
        [
            line.gaps[at] | (THINNED if at - last > 1 else 0)
            for last, at in zip(before, kept, strict=False)
        ],
    )


def with_gaps(text: str) -> tuple[str, list[int]]:
    """The same letters with what stands between them, for patterns; and where each stood."""
    shown: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        for part in LETTERS[character]:
            plain = _plain(character)[:1] if part in (MARK, STOP) else part
            shown.append(plain or part)
            origin.append(at)
    return "".join(shown), origin


def _spoken(line: Written) -> Spoken:
    """The sounds of a line; characters are taken run by run, this is half of what a text costs."""
    letters: list[str] = []
    places, latin = [0], [0]
    for run in RUNS.finditer(line.line):
        if run.lastgroup:
            for start, end in latin_words(line, run.start(), run.end()):
                letters.append(spelled(line.line[start:end]))
                places.append(end)
                latin.append(latin[-1] + 1)
        else:
            letters += map(READINGS.__getitem__, run.group())
            places += range(run.start() + 1, run.end() + 1)
            latin += repeat(latin[-1], run.end() - run.start())
    at = [0, *accumulate(map(len, letters))]
    return Spoken("".join(letters), dict(zip(at, count())), at, places, latin)


def sounds_of(line: Written) -> list[str]:
    """What a line consists of: characters by themselves, Latin letters and digits together."""
    places = line.spoken.places
    return [line.line[start:end] for start, end in pairwise(places)]


def latin_words(line: Written, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Latin letters and digits that touch, and single ones with gaps between: s i l i a o."""
    begun = start
    for at in range(start + 1, end):
        if line.gaps[at] and not _stands_alone(line, at):
            yield begun, at
            begun = at
    yield begun, end


def _stands_alone(line: Written, at: int) -> bool:
    """Whether a letter and the one before are each a word: "s i l i a o" is one word spread."""
    text, gaps = line.line, line.gaps
    after = at + 1 == len(text) or gaps[at + 1] or not text[at + 1].isascii()
    before = at == 1 or gaps[at - 1] or not text[at - 2].isascii()
    return bool(after and before and not gaps[at] & BROKEN)


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if character in BLANK or character in ACCENTS or category in ("Cf", "Cs", "Cn"):
        return ""
    if category in ("Zl", "Zp") or character in "\n\r\x0b\x0c\x85":
        return LINE
    if category == "Zs" or character == "\t":
        return SPACE
    if category == "Cc":
        return ""
    return "".join(_one(part) for part in _plain(character))


def _plain(character: str) -> str:
    """Compatibility forms and case folded away: ｅ, 𝐞, ⓔ and E are e."""
    for first, letter in LETTERED:
        if 0 <= ord(character) - first < 26:
            return chr(ord(letter) + ord(character) - first)
    folded = unicodedata.normalize("NFKC", character).casefold()
    return unicodedata.normalize("NFKC", folded)


def _one(character: str) -> str:
    category = unicodedata.category(character)
    if character in ACCENTS or category in ("Cf", "Cs", "Cc", "Cn"):
        return ""
    if category == "Zs":
        return SPACE
    if category[0] in "PSC" or character in STROKES:
        return STOP if character in STOPS else MARK
    if character.isascii():
        return character
    if category in ("Nd", "No") and unicodedata.digit(character, None) is not None:
        return str(unicodedata.digit(character))
    return _imitated(character) or _without_accents(character) or to_simplified(character)


def _imitated(character: str) -> str:
    """The Latin letter that a letter of another alphabet looks like: а, ο and ⲟ are no a and o."""
    for other in confusables_data.get(character, ()):
        looks = other["c"].strip("\u200e\u200f").casefold()
        if len(looks) == 1 and looks.isascii() and looks.isalnum():
            return str(looks)
    return ""


def _without_accents(character: str) -> str:
    bare = "".join(
        part for part in unicodedata.normalize("NFD", character) if part not in ACCENTS
    )
    return (_imitated(bare) or bare) if len(bare) == 1 and bare != character else ""
