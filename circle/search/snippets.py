"""The words of a query marked where they stand, and the part of a text that has most of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from circle.core import lazy
from circle.search.documents import Query
from circle.search.tokens import WORD, Term, is_chinese, latin_places

LENGTH = 90  # characters of a snippet
BEFORE = 18  # of them stand before the first word that was found
READ = 20_000  # characters of a text looked through
MOST = 200  # places
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]+(?=[^\x00-\x7f])")  # means nothing in Chinese
_ENDS = "。！？!?；;"  # of sentences
_OPENS = "“‘「『《（(【[#@"
_JOINED = "\u200d\ufe0e\ufe0f"  # what holds the parts of one picture together
Place = tuple[int, int]


def marked(text: str, query: Query) -> Markup:
    """A whole text, everything that was looked for marked; safe to put into a page."""
    return _with_marks(text, _places(text, query))


def snippet(text: str, query: Query) -> Markup:
    """About LENGTH characters around what was looked for; the beginning where it stands nowhere."""
    plain = _SPACE.sub(" ", text[:READ]).strip()
    places = _places(plain, query)
    start = _start(plain, places)
    end = _whole(plain, min(len(plain), start + LENGTH))
    inside = [(at - start, to - start) for at, to in places if at >= start and to <= end]
    return Markup("{}{}{}").format(
        "…" if start else "", _with_marks(plain[start:end], inside), "…" if end < len(plain) else ""
    )


def _start(plain: str, places: Sequence[Place]) -> int:
    """Where to begin, so that as much as possible of what was found is shown."""
    if not places or len(plain) <= LENGTH:
        return 0
    best, most = 0, 0
    for first, _ in places:
        start = max(0, min(first - BEFORE, len(plain) - LENGTH))
        seen = {
            plain[at:to].casefold() for at, to in places if at >= start and to <= start + LENGTH
        }
        said = sum(map(len, seen))
        if said > most:
            best, most = start, said
    return _beginning(plain, best, best + BEFORE)


def _beginning(plain: str, at: int, upto: int) -> int:
    """A place near by at which one can begin to read: a sentence, or else no mark and no space."""
    if at == 0:
        return 0
    ends = [place for place in range(at - 1, upto) if plain[place] in _ENDS]
    start = ends[0] + 1 if ends else _whole(plain, at)
    while start < upto and not plain[start].isalnum() and plain[start] not in _OPENS:
        start += 1
    return start


def _whole(plain: str, at: int) -> int:
    """A place at which a text may be cut: not inside a letter with its marks, nor a picture."""
    while 0 < at < len(plain) and (
        unicodedata.combining(plain[at]) or plain[at] in _JOINED or plain[at - 1] == "\u200d"
        or "\U0001f3fb" <= plain[at] <= "\U0001f3ff"
    ):
        at -= 1
    return at


def _with_marks(text: str, places: Iterable[Place]) -> Markup:
    made, last = Markup(""), 0
    for at, to in places:
        made += Markup("{}<mark>{}</mark>").format(text[last:at], text[at:to])
        last = to
    return made + escape(text[last:])


def _places(text: str, query: Query) -> list[Place]:
    """Where the words of a query stand, in order, those that touch as one."""
    line, origin = _folded(text)
    words = [one for one in query.terms if one.share >= WORD]
    sure = sorted(_found(line, words))
    near = [
        (at, to)
        for at, to in _found(line, [one for one in query.terms if one.share < WORD])
        if any(at <= end and start <= to for start, end in sure)
    ] if sure else _found(line, query.terms)  # fmt: skip
    return _joined(sorted((origin[at], origin[to - 1] + 1) for at, to in (*sure, *near)))


def _found(line: str, terms: Sequence[Term]) -> list[Place]:
    found: list[Place] = []
    for term in (one for one in terms if is_chinese(one.text)):
        at = line.find(term.text)
        while at >= 0 and len(found) < MOST:
            found.append((at, at + len(term.text)))
            at = line.find(term.text, at + 1)
    stems = {one.text for one in terms if not is_chinese(one.text)}
    if stems:
        found += [place[:2] for place in latin_places(line) if stems.intersection(place[2])]
    return found[:MOST]


def _joined(places: Sequence[Place]) -> list[Place]:
    together: list[Place] = []
    for at, to in places:
        if together and at <= together[-1][1]:
            together[-1] = (together[-1][0], max(to, together[-1][1]))
        else:
            together.append((at, to))
    return together


def _folded(text: str) -> tuple[str, list[int]]:
    """A text as it is compared, and of each of its characters where it stands in the text.

    Where simplifying changed its length (rarely), traditional characters stay unmarked.
    """
    gaps = {at for gap in _GAP.finditer(text) for at in range(*gap.span())}
    parts: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if index in gaps:
            continue
        part = unicodedata.normalize("NFKC", character).casefold()
        parts.append(part)
        origin += [index] * len(part)
    line = "".join(parts)
    simple = lazy.to_simplified(line)
    return (simple if len(simple) == len(line) else line), origin
