"""What a name is found by while it is typed: its beginnings, as it is written and as it is said."""

import re
from collections.abc import Iterable, Iterator, Mapping

from circle.core import lazy
from circle.search.models import MAX_KEY
from circle.search.text import folded

AS_IT_IS, LATER, SAID, INITIALS = range(4)  # ranks: how near a key is to the name itself
MOST_STARTS = 12  # words and characters of a long name at which one may begin to type
LEAST_LATER = 2  # characters of a later part: one alone would be in every second name
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RUN = re.compile(rf"{_HAN.pattern}+|(?:(?!{_HAN.pattern})[^\W_])+")
_UNSAID = re.compile(r"[\W_]+")


def typed_key(text: str) -> str:
    """What somebody typed, or a name, as keys are: folded, letters and digits alone."""
    return _UNSAID.sub("", folded(text))[:MAX_KEY]


def keys_of(names: Iterable[str]) -> Mapping[str, int]:
    """Every key of somebody or something that goes by these names, each with its best rank."""
    found: dict[str, int] = {}
    for name in names:
        for key, rank in _keys(name):
            if key:
                found[key] = min(rank, found.get(key, rank))
    return found


def _keys(name: str) -> Iterator[tuple[str, int]]:
    plain = folded(name)
    yield typed_key(plain), AS_IT_IS
    parts = [part for run in _RUN.findall(plain) for part in _parts(run)]
    for start in range(min(len(parts), MOST_STARTS)):
        later = "".join(written for written, _ in parts[start:])
        said = [sound for _, sound in parts[start:]]
        if start and len(later) < LEAST_LATER:
            return
        yield later[:MAX_KEY], LATER if start else AS_IT_IS
        if "".join(said) != later:
            yield "".join(said)[:MAX_KEY], SAID
        if len(said) > 1:
            yield "".join(sound[:1] for sound in said)[:MAX_KEY], INITIALS


def _parts(run: str) -> list[tuple[str, str]]:
    """A Latin word as it is; of a Chinese one each character and how it is said in this place."""
    if not _HAN.match(run):
        return [(run, run)]
    said = lazy.syllables(run)
    if len(said) != len(run):  # a character nobody knows the sound of stands in one with the next
        said = ["".join(lazy.syllables(one)) for one in run]
    return list(zip(run, said, strict=True))
