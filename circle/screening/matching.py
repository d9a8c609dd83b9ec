"""Where words that are looked for stand in a text, however they are disguised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from ahocorasick_rs import AhoCorasick

from circle.screening.disguises import Form, forms_of, is_literal
from circle.screening.folding import BROKEN, GAPS, LINE, SPACE, THINNED, Written, thinned
from circle.screening.patterns import Patterns
from circle.screening.spoken import SoundForm, sound_forms_of, spoken_here

PAIR = 2
CHANCE = 3  # characters that may meet where two words do; of more nobody says so by accident
SPACED = GAPS[SPACE]
FURTHEST = 8  # places between two letters of a word; what is further apart are two words
Strength = Literal["sure", "likely", "faint"]
F = TypeVar("F", Form, SoundForm)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words or a pattern, in every disguise or not; or words to leave alone."""

    pattern: str
    regex: bool = False
    wide: bool = True
    free: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """One of the wanted, where it stands in the text, and how certain that is.

    `sure` is the word itself, whatever was put between all its characters; `likely` is it broken
    in some places, backwards, in initials or taken apart; `faint` only sounds like it, or consists
    of the end of one word and the beginning of the next.
    """

    index: int
    start: int
    end: int
    strength: Strength


class Matcher:
    """Many words made ready once, to be looked for together in one pass over a text."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        written: dict[str, list[Form]] = {}
        spoken: dict[str, list[SoundForm]] = {}
        spelled: dict[str, list[SoundForm]] = {}
        expressions: list[tuple[int, str]] = []
        literal: list[tuple[int, str]] = []
        for index, one in enumerate(wanted):
            if one.regex or is_literal(one.pattern):
                (expressions if one.regex else literal).append((index, one.pattern))
                continue
            wide = one.wide and not one.free
            for form in forms_of(index, one.pattern, wide):
                written.setdefault(form.letters, []).append(form)
            for sound in sound_forms_of(index, one.pattern) if wide else ():
                kept = spoken if sound.long else spelled
                kept.setdefault(sound.letters, []).append(sound)
        self._written = _automaton(written)
        self._spoken = _automaton(spoken)
        self._spelled = _automaton(spelled)
        self._patterns = Patterns(expressions, literal)
        self.free = frozenset(index for index, one in enumerate(wanted) if one.free)

    def find(self, line: Written) -> list[Match]:
        """All places of all that is wanted, those to be left alone too, in no order."""
        found: list[Match] = []
        if self._written:
            found += _as_written(line, *self._written)
            for thin in thinned(line):
                found += _filled(thin, *self._written)
        if self._spoken:
            found += _as_spoken(line, *self._spoken)
        if self._spelled and line.spoken.latin[-1]:
            found += _as_spoken(line, *self._spelled)
        if self._patterns:
            found += [Match(*place, "sure") for place in self._patterns.find(line.text)]
        return found


def _as_written(line: Written, words: AhoCorasick, forms: list[list[Form]]) -> Iterator[Match]:
    for pattern, start, end in words.find_matches_as_indexes(line.line, True):
        for form in forms[pattern]:
            strength = written_here(form, line, start, end)
            if strength:
                yield Match(form.index, *line.place(start, end), strength)


def _filled(line: Written, words: AhoCorasick, forms: list[list[Form]]) -> Iterator[Match]:
    """The words that had something left out between all their characters."""
    for pattern, start, end in words.find_matches_as_indexes(line.line, True):
        if end - start <= PAIR or not all(gap & THINNED for gap in line.gaps_within(start, end)):
            continue
        for form in forms[pattern]:
            if form.plain and form.wide:
                yield Match(form.index, *line.place(start, end), "likely")


def _as_spoken(line: Written, words: AhoCorasick, forms: list[list[SoundForm]]) -> Iterator[Match]:
    spoken = line.spoken
    starts, latin = spoken.starts, spoken.latin
    for pattern, start, end in words.find_matches_as_indexes(spoken.letters, True):
        first, last = starts.get(start), starts.get(end)
        if first is None or last is None:
            continue
        spelled = latin[first] != latin[last]
        for form in forms[pattern]:
            if not (spelled or form.long):
                continue
            place = spoken_here(form, line, range(first, last))
            if place:
                yield Match(form.index, *line.place(*place), "faint")


def written_here(form: Form, line: Written, start: int, end: int) -> Strength | None:
    """How certain it is that a word stands here, seen what stands between its letters.

    Nothing, or something between all its characters, is the word. Something in some places only
    may be the end of one sentence and the beginning of the next, or two words side by side.
    """
    if _inside_a_word(line, start) or _inside_a_word(line, end):
        return None
    within = line.gaps_within(start, end)
    gaps = [gap for at, gap in enumerate(within, 1) if at not in form.open_at]
    if not any(gaps):
        return _unbroken(form, line, start, end)
    if not form.plain or _too_far(line, start, end):
        return None
    if all(gaps) and len(gaps) > 1:
        return _spread(form, line, (start, end), gaps)
    if any(gap & BROKEN for gap in gaps) or _latin_broken(line, start, end):
        return None
    if end - start == PAIR and gaps == [SPACED] and not _is_a_pair(line, start):
        return None
    return _unless_cut(line, start, end)


def _spread(
    form: Form, line: Written, place: tuple[int, int], gaps: Sequence[int]
) -> Strength | None:
    """A word with something between all its letters; with line ends, if it stands upright.

    A short one has its first or last letter alone on a line, too.
    """
    if any(gap & GAPS[LINE] for gap in gaps):
        upright = all(gap & GAPS[LINE] for gap in gaps)
        alone = any(at in (0, len(line.line)) or line.gaps[at] & GAPS[LINE] for at in place)
        return "likely" if upright and (alone or len(gaps) >= CHANCE) else None
    return "likely" if form.latin else "sure"


def _unbroken(form: Form, line: Written, start: int, end: int) -> Strength | None:
    """A word in one piece. A short one may be made of two others: 公开挂牌 holds 开挂.

    Backwards its characters are no words any more, unless by accident.
    """
    if form.plain:
        short = end - start <= CHANCE and not form.latin
        return "faint" if short and line.cuts_two_words(start, end) else "sure"
    if form.backwards and end - start <= CHANCE:
        return None if any(map(line.is_in_a_word, range(start, end))) else "likely"
    return _unless_cut(line, start, end)


def _is_a_pair(line: Written, start: int) -> bool:
    """Whether two characters with a space between are one word: in the dictionary, or by
    themselves between two gaps. People end a sentence with a space, too."""
    ends = (at in (0, len(line.line)) or line.gaps[at] for at in (start, start + PAIR))
    return all(ends) or line.is_in_a_word(start)


def _unless_cut(line: Written, start: int, end: int) -> Strength | None:
    return None if line.cuts_a_word(start, end) else "likely"


def _inside_a_word(line: Written, at: int) -> bool:
    """Whether a place lies between two letters, or two digits, that touch."""
    if not 0 < at < len(line.line) or line.gaps[at]:
        return False
    before, after = line.line[at - 1], line.line[at]
    return (before + after).isascii() and before.isalpha() == after.isalpha()


def _too_far(line: Written, start: int, end: int) -> bool:
    origin = line.origin
    return any(origin[at] - origin[at - 1] > FURTHEST for at in range(start + 1, end))


def _latin_broken(line: Written, start: int, end: int) -> bool:
    """Whether Latin letters are apart: "be st" and "to be a st" are not the word."""
    return any(
        line.gaps[at] & SPACED and line.line[at - 1 : at + 1].isascii()
        for at in range(start + 1, end)
    )


def _automaton(forms: dict[str, list[F]]) -> tuple[AhoCorasick, list[list[F]]] | None:
    return (AhoCorasick(list(forms)), list(forms.values())) if forms else None


def outside(matches: Iterable[Match], free: Iterable[Match]) -> list[Match]:
    """The matches that do not lie inside words that are to be left alone."""
    spans = [(one.start, one.end) for one in free if one.strength == "sure"]
    return [
        one for one in matches
        if not any(start <= one.start and one.end <= end for start, end in spans)
    ]  # fmt: skip
