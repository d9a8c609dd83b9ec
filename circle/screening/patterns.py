"""Regular expressions as rules: which are taken, and where they stand, in bounded time."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import re2
from ahocorasick_rs import AhoCorasick

from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.lazy import to_simplified
from circle.screening.folding import with_gaps

LONGEST = 500  # characters of one expression
MEMORY = 1 << 20  # bytes one expression may take when it is made ready
WANTED = 1  # the group that is the expression itself
MOST_PLACES = 50  # of one expression in one text: finding more would take the square of its length
NOT_TAKEN = lazy(
    "This pattern can't be used: look-around in the middle, references back and very large "
    "repetitions are not possible"
)
EMPTY = lazy("This pattern matches everything. Say what is looked for")
# One character that must (not) stand beside the expression; RE2 knows no other look-around at all.
ONE = r"(\\?.|\\[pP]\{\w+\}|\[(?:[^\]\\]|\\.)+\])"
BEFORE = re.compile(rf"^\(\?<([!=]){ONE}\)")
AFTER = re.compile(rf"\(\?([!=]){ONE}\)$")


class Patterns:
    """Expressions, and words with marks in them, made ready once.

    RE2 runs in time linear to the text, whatever the expression is.
    """

    def __init__(self, expressions: Sequence[tuple[int, str]], literal: Sequence[tuple[int, str]]):
        self._expressions = [(index, _made(pattern)) for index, pattern in expressions]
        shown = [(index, with_gaps(pattern.strip())[0].strip()) for index, pattern in literal]
        self._literal = [index for index, words in shown if words]
        self._words = AhoCorasick([words for _index, words in shown if words])

    def __bool__(self) -> bool:
        return bool(self._expressions or self._literal)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Which of them stand where in a text, seen in small letters and half width."""
        shown, origin = with_gaps(text)
        for index, start, end in (*self._find_words(shown), *self._find_expressions(shown)):
            yield index, origin[start], origin[end - 1] + 1

    def _find_words(self, shown: str) -> Iterator[tuple[int, int, int]]:
        for pattern, start, end in self._words.find_matches_as_indexes(shown, True):
            if not (_touch(shown, start) or _touch(shown, end)):
                yield self._literal[pattern], start, end

    def _find_expressions(self, shown: str) -> Iterator[tuple[int, int, int]]:
        encoded = shown.encode()
        for index, made in self._expressions:
            for start, end in _places(made, encoded):
                before = len(encoded[:start].decode())
                yield index, before, before + len(encoded[start:end].decode())


def require_usable(pattern: str) -> None:
    """Invalid unless an expression can be made ready and looks for something."""
    _made(pattern)


def _touch(shown: str, at: int) -> bool:
    """Whether a place lies between two Latin letters, or two digits."""
    around = shown[at - 1 : at + 1] if at else ""
    return len(around) > 1 and around.isascii() and (around.isalpha() or around.isdigit())


def _places(made: "re2._Regexp", shown: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    for _ in range(MOST_PLACES):
        found = made.search(shown, at)
        if not found:
            return
        start, end = found.span(WANTED)
        if end > start:
            yield start, end
        at = max(end, found.start() + 1)


@cache
def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, MEMORY
    return options


def _made(pattern: str) -> "re2._Regexp":
    if len(pattern) > LONGEST:
        raise Invalid(NOT_TAKEN, code="pattern")
    shown = to_simplified(pattern.encode("utf-8", "replace").decode())
    before, rest = _edge(BEFORE.match(shown), shown, r"(?:\A|{})")
    after, rest = _edge(AFTER.search(rest), rest, r"(?:\z|{})")
    made = _ready(rest, before, after)
    if made.search(b"") or made.search("一".encode()):
        raise Invalid(EMPTY, code="pattern")
    return made


def _ready(wanted: str, before: str = "", after: str = "") -> "re2._Regexp":
    try:
        return re2.compile(f"{before}({wanted}){after}", _options())
    except re2.error as refused:
        raise Invalid(NOT_TAKEN, code="pattern") from refused


def _edge(found: re.Match[str] | None, pattern: str, none_or: str) -> tuple[str, str]:
    """What must stand beside an expression as a part of it, and the expression without."""
    if not found:
        return "", pattern
    sign, one = found.groups()
    rest = pattern[: found.start()] + pattern[found.end() :]
    if sign == "=":
        return f"(?:{one})", rest
    inner = one[1:-1] if one.startswith("[") else one
    opposite = f"[{inner[1:]}]" if one.startswith("[^") else f"[^{inner}]"
    return none_or.format(opposite), rest
