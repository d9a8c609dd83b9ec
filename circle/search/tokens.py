"""How a text becomes the tokens an index holds, and a query the terms that are looked for.

Chinese: every pair of characters, and every dictionary word that is longer than a pair (words of
two characters are pairs). So neither a word no dictionary has nor a cut inside a word hides
anything. The last character of a run stands alone as well: with it, all places of one character
are the tokens that begin with it. Latin words as stems; numbers and mixed words whole and in parts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from circle.core import lazy
from circle.search.text import folded

MAX_TEXT = 60_000  # characters; PostgreSQL takes a megabyte of tokens for one text
MAX_TOKEN = 40  # characters; index and query cut alike
MAX_TERMS = 48  # of a query
LEAST_STEMMED = 4  # letters; shorter words have no endings to lose
MOST_BESIDE = 3  # terms beside which a single character is still looked for
LEAST_APART = 3  # characters, each between spaces, that are a word spelled out and not three words
WORD, ACROSS = 1.0, 0.6  # measured: bench/search.py; a pair may be the end and start of two words
APART = 0.5  # a pair that only stands together when the reader's spaces are left out

_HAN = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
    "\U00020000-\U0003ffff"
)
_LETTER = "[0-9a-zA-Z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff]"
_LATIN = rf"{_LETTER}+(?:[.\-_+'’]{_LETTER}+)*(?:\+\+|\#)?"
_WORD = re.compile(_LATIN)
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|{_LATIN}")
_SPACE = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")
_CHARACTER = re.compile(f"[{_HAN}]")
_PART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Term:
    """Something to look for: a token, or every token that begins so, and how much it counts."""

    text: str
    share: float = WORD
    begins: bool = False
    instead_of: str = ""  # the term it stands for: of these the one that tells most counts
    part: int = 0  # of what stands for it; parts are counted each for itself
    typed: str = ""  # the word whose stem it is, where that is another


def comparable(text: str) -> str:
    """A text as it is searched: folded, and without spaces between Chinese characters.

    Half a surrogate pair, which JSON can carry and no store can hold, is a question mark; and no
    store holds NUL. Of a very long text the beginning is searched.
    """
    text = text[:MAX_TEXT].replace("\0", " ")
    if not text.isascii():
        text = text.encode(errors="replace").decode()
    plain = unicodedata.normalize("NFKC", text)
    return lazy.to_simplified(_SPACE.sub("", plain).casefold())


def pieces(plain: str) -> Iterator[tuple[bool, str]]:
    """The runs of Chinese characters and the Latin words of a text, and which it is."""
    for piece in _PIECE.finditer(plain):
        yield bool(piece["han"]), piece[0]


def unspaced(text: str) -> str:
    """What somebody typed; where every single character was set apart, without any space."""
    pieces = text.split()
    apart = len(pieces) >= LEAST_APART and all(len(piece) == 1 for piece in pieces)
    return "".join(pieces) if apart else text


def tokens(plain: str) -> Iterator[str]:
    """Every token of a comparable text, in order, as often as it stands there."""
    for piece in _PIECE.finditer(plain):
        if piece["han"]:
            yield from _chinese(piece[0])
        else:
            yield from _latin(piece[0])


def latin_tokens(plain: str) -> Iterator[str]:
    """The tokens of a comparable text that cannot be found by looking for their characters."""
    for word in _WORD.findall(plain):
        yield from _latin(word)


def words_of(plain: str) -> Iterator[str]:
    """The words of a comparable text, as often as they stand there: each is one of its tokens."""
    for piece in _PIECE.finditer(plain):
        if piece["han"]:
            yield from (word[:MAX_TOKEN] for word in lazy.words(piece[0]) if len(word) > 1)
        else:
            yield _latin(piece[0])[0]


def latin_places(plain: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each Latin word or number stands in a comparable text, and its tokens."""
    for word in _WORD.finditer(plain):
        yield word.start(), word.end(), _latin(word[0])


@lru_cache(maxsize=4_000)
def is_chinese(token: str) -> bool:
    """Whether a token is of the scripts that are written without spaces."""
    return _CHARACTER.match(token) is not None


def query_terms(text: str) -> list[Term]:
    """What to look for, each once; single Chinese characters only beside little else.

    They cost most (all that begins with them) and tell least.
    """
    together, alone = _set_apart(text)
    found: dict[str, Term] = {}
    for piece in _PIECE.finditer(comparable(text)):
        for term in _terms(piece, together):
            if term.text not in found or found[term.text].share < term.share:
                found[term.text] = term
    found |= {one: Term(one, begins=True) for one in alone}
    told = [term for term in found.values() if not term.begins]
    return (told if len(told) > MOST_BESIDE else list(found.values()))[:MAX_TERMS]


def _terms(piece: re.Match[str], together: set[str]) -> Iterator[Term]:
    if not piece["han"]:
        stems = _latin(piece[0])
        plain = _without_accents(piece[0])
        yield from (Term(one, typed="" if one == plain else plain) for one in stems)
    elif len(piece[0]) == 1:
        yield Term(piece[0], begins=True)
    else:
        for token, share in _shares(piece[0]).items():
            yield Term(token, share if token in together else min(share, APART))


def _set_apart(text: str) -> tuple[set[str], list[str]]:
    """What the reader's spaces leave together, and the characters they leave alone.

    Where every character stands alone, they are taken for one word.
    """
    runs = [piece[0] for piece in _PIECE.finditer(folded(text)) if piece["han"]]
    alone = [run for run in runs if len(run) == 1]
    if len(alone) == len(runs):
        return set(tokens(comparable(text))), []
    return {token for run in runs for token in _chinese(run)}, alone


def _chinese(run: str) -> Iterator[str]:
    for at in range(len(run) - 1):
        yield run[at : at + 2]
    yield run[-1]
    if len(run) > 2:
        yield from (word[:MAX_TOKEN] for word in lazy.words(run) if len(word) > 2)


def _shares(run: str) -> dict[str, float]:
    words = lazy.words(run)
    shares = {run[at : at + 2]: ACROSS for at in range(len(run) - 1)}
    shares.update({word[:MAX_TOKEN]: WORD for word in words if len(word) > 1})
    return shares


@lru_cache(maxsize=20_000)
def _latin(piece: str) -> tuple[str, ...]:
    """A Latin word as its stem; a number or mixed word whole and in its parts."""
    plain = _without_accents(piece)
    parts = _PART.findall(plain)
    if parts == [plain]:
        return (_stem(plain),)
    return (plain[:MAX_TOKEN], *map(_stem, parts))


def _stem(word: str) -> str:
    if len(word) < LEAST_STEMMED or not (word.isascii() and word.isalpha()):
        return word[:MAX_TOKEN]
    return lazy.stem(word[:MAX_TOKEN])


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
