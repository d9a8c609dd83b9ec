"""Words found by their sound: in pinyin, or with other characters that are read the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from circle.screening.folding import BROKEN, Written, sounds_of, written
from circle.screening.sounds import NO_SOUND, ways_of_reading

FEWEST = 2  # sounds; of one alone every second text is full
UNLIKE = 3  # characters are found by their sound from this length on
FEWEST_LETTERS = 6  # of two sounds in Latin letters alone: shorter ones are words elsewhere
FEWEST_LATIN = 4  # letters of a Latin word that is also found with digits for letters
# Said in every sentence: of three characters they are nobody's disguise.
EVERYWHERE = frozenset(
    "的一是不了在人有我他她它这那个们中来上大为和国地到以说时要就出会也你对生能而子得于着下自之年过都很"
    "没还可让把被给再又从与或及如但并所其己里去用家"
)


@dataclass(frozen=True, slots=True)
class SoundForm:
    """One way of saying a word: its letters, its parts, and where in the letters each ends."""

    index: int
    letters: str
    word: str
    parts: tuple[str, ...]
    cuts: tuple[int, ...]  # 0 first
    latin: bool  # the word itself has no Chinese character
    long: bool  # enough of them to be found by other characters


def sound_forms_of(index: int, pattern: str) -> Iterator[SoundForm]:
    """The ways a word may be said; none for what is too short to be told from other words."""
    word = written(pattern)
    parts = sounds_of(word)
    latin = word.line.isascii()
    if len(word.line) < FEWEST_LATIN if latin else len(parts) < FEWEST:
        return
    chinese = not any(part.isascii() for part in parts)
    for way in dict.fromkeys(ways_of_reading(parts)):
        letters, cuts = "".join(way), [0]
        for sound in way:
            cuts.append(cuts[-1] + len(sound))
        if NO_SOUND not in letters:
            long = chinese and len(parts) >= UNLIKE
            yield SoundForm(
                index, letters, word.line, tuple(parts), tuple(cuts), latin, long
            )


def spoken_here(form: SoundForm, line: Written, sounds: range) -> tuple[int, int] | None:
    """The place in the line where a word is said, None if what sounds like it is something else."""
    spoken = line.spoken
    first, last = sounds.start, sounds.stop
    place = spoken.places[first], spoken.places[last]
    if spoken.latin[first] == spoken.latin[last]:
        meant = _is_like(form, line.line[slice(*place)])
    else:
        meant = _is_spelled(form, line, sounds)
    if not meant or any(line.gaps[at] & BROKEN for at in spoken.places[first + 1 : last]):
        return None
    if line.cuts_a_word(*place) or _is_everyday(form, line, place):
        return None
    return place


def _is_like(form: SoundForm, here: str) -> bool:
    """Whether characters that are read the same are meant for the word, and not it itself."""
    count = len(form.word)
    if len(here) != count or here == form.word:
        return False
    return count > UNLIKE or any(one == other for one, other in zip(here, form.word, strict=True))


def _is_spelled(form: SoundForm, line: Written, sounds: range) -> bool:
    """Whether Latin letters, with characters or without, are meant for the word."""
    spoken, begun = line.spoken, line.spoken.at[sounds[0]]
    same = 0
    spelled = digits = False
    for sound in sounds:
        begins, ends = spoken.at[sound] - begun, spoken.at[sound + 1] - begun
        if begins not in form.cuts or ends not in form.cuts:
            return False
        part = form.cuts.index(begins)
        here = line.line[spoken.places[sound] : spoken.places[sound + 1]]
        if here.isascii():
            spelled |= here != form.parts[part]
            digits |= not here.isalpha()
        elif form.cuts[part + 1] != ends:
            return False
        else:
            same += here == form.parts[part]
    if form.latin:
        return digits and spelled
    plenty = len(form.parts) >= UNLIKE or len(form.letters) >= FEWEST_LETTERS
    return spelled and (same > 0 or plenty)


def _is_everyday(form: SoundForm, line: Written, place: tuple[int, int]) -> bool:
    """Whether three characters are words of everybody: another one is everywhere, or in a word."""
    if len(form.word) > UNLIKE:
        return False
    for at, part in zip(range(*place), form.word, strict=False):
        here = line.line[at]
        if here.isascii() or here == part:
            continue
        if here in EVERYWHERE or line.is_in_a_word(at):
            return True
    return False
