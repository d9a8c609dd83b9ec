"""What a text is also found by: how it sounds, with a character too few, nearly spelled, synonyms.

Titles and tags alone have echoes, so they cost an index little. A query asks for the echo of a term
only where next to nothing has the term itself: what was typed right is never drowned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise, product
from pathlib import Path

from circle.search.tokens import Term, is_chinese, pieces

# An echo begins with a sign that no token of a text has
SOUND, INITIALS, GAP, NEAR = "♪", "♩", "∘", "≈"
SIGNS = frozenset((SOUND, INITIALS, GAP, NEAR))
READ = 60  # characters of a title
LONGEST_INITIALS = 6
SHORTEST_NEAR, LONGEST_NEAR = 4, 14  # letters of a Latin word
WAYS = 4  # of saying a pair; most have one
MOST_LEADERS = 12  # longer queries are found without
ECHO, SYNONYM = 0.5, 0.45  # measured: bench/search.py


def echoes(plain: str) -> set[str]:
    """The echoes of a comparable title or tag, and its characters each alone."""
    found: set[str] = set()
    for chinese, piece in pieces(plain[:READ]):
        found.update(_echoes_of_run(piece) if chinese else _nearly(piece))
    return found


def echo_terms(terms: Sequence[Term]) -> tuple[Term, ...]:
    """What to look for where a term of a query is next to nowhere."""
    leaders = [one for one in terms if not one.instead_of and not one.begins]
    if len(leaders) > MOST_LEADERS:
        return ()
    found = (echo for leader in leaders for echo in _of_term(leader))
    return tuple({(one.text, one.instead_of): one for one in found}.values())


def synonym_terms(words: Iterable[str]) -> Iterator[Term]:
    """The other words of the classes of some words, each for less than the word itself."""
    for word in words:
        for other in _classes().get(word, ()):
            yield Term(other, SYNONYM, instead_of=word)


def _of_term(leader: Term) -> Iterator[Term]:
    text = leader.text
    share = ECHO * leader.share
    if len(text) == 2 and is_chinese(text):
        for sound in _said(text[0], text[1]):
            yield Term(sound, share, instead_of=text)
        yield Term(GAP + text, share, instead_of=text)
    elif text.isascii() and text.isalpha():
        yield from _latin(leader, share)


def _latin(leader: Term, share: float) -> Iterator[Term]:
    text = leader.typed or leader.text
    for near in _nearly(text):
        yield Term(near, share, instead_of=leader.text)
    spoken = syllables(text)
    if len(spoken) == 1:
        yield Term(f"{SOUND}{text}-", share, begins=True, instead_of=leader.text)
    for at, (one, other) in enumerate(pairwise(spoken), 1):
        yield Term(f"{SOUND}{one}-{other}", share, instead_of=leader.text, part=at)
    if 2 <= len(text) <= LONGEST_INITIALS:
        yield Term(INITIALS + text, share, begins=True, instead_of=leader.text)


def _echoes_of_run(run: str) -> Iterator[str]:
    yield from run
    for one, other in pairwise(run):
        yield from _said(one, other)
    yield from (f"{SOUND}{sound}-" for sound in _sounds().get(run[-1], ()))
    for one, other in zip(run, run[2:], strict=False):
        yield GAP + one + other
    for at in range(len(run) - 1):
        yield from _initials(run[at : at + LONGEST_INITIALS])


def _initials(run: str) -> Iterator[str]:
    """The first letters of what some characters say; more than one where one is said two ways."""
    letters = (sorted({sound[0] for sound in _sounds().get(one, ("?",))}) for one in run)
    for ways in islice(product(*letters), WAYS):
        yield INITIALS + "".join(ways)


@lru_cache(maxsize=4_000)
def _said(one: str, other: str) -> tuple[str, ...]:
    """How two characters that stand together may be said."""
    ways = product(_sounds().get(one, ()), _sounds().get(other, ()))
    return tuple(f"{SOUND}{first}-{second}" for first, second in ways)[:WAYS]


def _nearly(word: str) -> Iterator[str]:
    """A Latin word, and it without each of its letters: what a slip of the finger leaves alike."""
    if SHORTEST_NEAR <= len(word) <= LONGEST_NEAR and word.isascii() and word.isalpha():
        yield NEAR + word
        for at in range(len(word)):
            yield NEAR + word[:at] + word[at + 1 :]


@lru_cache(maxsize=1_000)
def syllables(word: str) -> tuple[str, ...]:
    """Latin letters as the syllables of Chinese they may be, the longest first; or nothing."""
    ways: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = ways[start]
            if before is not None and word[start:end] in _syllables():
                way = (*before, word[start:end])
                known = ways[end]
                if known is None or len(way) < len(known):
                    ways[end] = way
    return ways[-1] or ()


@cache
def _classes() -> Mapping[str, tuple[str, ...]]:
    """Every word of two characters or more, and the others of its class."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("synonyms.txt"):
        words = [word for word in line.split() if len(word) > 1]
        for word in words:
            others = (other for other in words if other != word)
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    return found


@cache
def _sounds() -> Mapping[str, tuple[str, ...]]:
    """Every character, and how it may be said, the usual way first."""
    found: dict[str, tuple[str, ...]] = {}
    for last in (1, 2):
        for line in _lines("sounds.txt"):
            sound, *characters = line.split(" ")
            for one in characters[last - 1] if len(characters) >= last else "":
                found[one] = (*found.get(one, ()), sound)
    return found


@cache
def _syllables() -> frozenset[str]:
    return frozenset(line.split(" ")[0] for line in _lines("sounds.txt"))


def _lines(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


