"""What somebody typed, told apart: words to look for, and words that say where to look."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from circle.core.paging import PAGE
from circle.search.documents import MAX_QUERY, Order

# As they are typed; every name has one meaning in both languages.
NAMES = {
    "kind": "kind", "类型": "kind", "tag": "tag", "标签": "tag", "from": "author", "作者": "author",
    "circle": "circle", "圈子": "circle",
    "after": "since", "晚于": "since", "before": "until", "早于": "until",
    "has": "has", "is": "has", "含": "has",
}  # fmt: skip
KINDS = {
    "post": "post", "动态": "post", "question": "question", "提问": "question", "问题": "question",
    "answer": "answer", "回答": "answer", "topic": "topic", "话题": "topic",
    "reply": "reply", "floor": "reply", "楼层": "reply", "回复": "reply",
}  # fmt: skip
HAS = {"answer": "answered", "answered": "answered", "回答": "answered", "已回答": "answered",
       "featured": "featured", "精华": "featured"}  # fmt: skip
MAX_VALUE = 40  # characters: the longest tag
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
_OPERATOR = re.compile(
    rf"(?<!\S)(?P<name>{'|'.join(NAMES)})[:\uff1a](?:[\"“”](?P<quoted>[^\"“”]+)[\"“”]|(?P<plain>\S+))",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a search, and what narrows it; what means nothing here stays a word."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    tag: str | None = None
    author: str | None = None  # as typed: a name, or a shown name
    circle: str | None = None  # its name or address; where all are searched
    since: date | None = None  # local days, the first and the one after the last
    until: date | None = None
    answered: bool = False
    featured: bool = False

    @property
    def narrows(self) -> bool:
        """Whether there is anything besides words."""
        return self != Asked(text=self.text)


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, in which order, and from where on."""

    asked: Asked
    order: Order = "relevance"
    cursor: str | None = None
    limit: int = PAGE

    @property
    def names(self) -> bool:
        """Whether it may also be somebody's or something's name: words alone, on the first page."""
        return bool(self.asked.text) and not self.asked.narrows and self.cursor is None


@dataclass(slots=True)
class _Reading:
    asked: Asked = field(default_factory=Asked)

    def take(self, name: str, value: str) -> bool:
        """Whether this means something: then it is kept."""
        changed = _READERS[name](self.asked, value) if value else None
        if changed is None:
            return False
        self.asked = changed
        return True


def asked_of(typed: str) -> Asked:
    """What a search asks for: `tag:`, `from:`, `kind:`, `after:`, `before:`, `has:` and words."""
    reading = _Reading()
    words = "".join(_words(typed[:MAX_QUERY], reading))
    return replace(reading.asked, text=" ".join(words.split()))


def without(typed: str, meaning: str, value: str | None = None) -> str:
    """What was typed less every operator of a meaning (a field of Asked), or one value of it."""
    def kept(found: re.Match[str]) -> str:
        reading = _Reading()
        reading.take(NAMES[found["name"].lower()], _value(found))
        said = getattr(reading.asked, meaning)
        meant = said != getattr(Asked(), meaning) and value in (None, *reading.asked.kinds)
        return " " if meant else found[0]

    return " ".join(_OPERATOR.sub(kept, typed[:MAX_QUERY]).split())


def unquoted(typed: str, phrase: str) -> str:
    """What was typed, a phrase of it as words that may stand apart."""
    return " ".join(re.sub(f'["“”]{re.escape(phrase)}["“”]', f" {phrase} ", typed).split())


def in_time(day: date) -> date:
    """A day, or the nearest on which anything can have been written."""
    return max(FIRST, min(LAST, day))


def _words(typed: str, reading: _Reading) -> Iterator[str]:
    last = 0
    for found in _OPERATOR.finditer(typed):
        if reading.take(NAMES[found["name"].lower()], _value(found)):
            yield typed[last : found.start()]
            last = found.end()
    yield typed[last:]


def _value(found: re.Match[str]) -> str:
    return (found["quoted"] or found["plain"]).strip()[:MAX_VALUE]


def _kind(asked: Asked, value: str) -> Asked | None:
    kind = KINDS.get(value.lower())
    return replace(asked, kinds=(*asked.kinds, kind)) if kind else None


def _has(asked: Asked, value: str) -> Asked | None:
    given: Any = {HAS[value.lower()]: True} if value.lower() in HAS else None
    return replace(asked, **given) if given else None


def _day(name: str) -> Callable[[Asked, str], Asked | None]:
    def read(asked: Asked, value: str) -> Asked | None:
        day = _date(value)
        given: Any = {name: day}
        return replace(asked, **given) if day else None

    return read


def _date(value: str) -> date | None:
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    try:
        return in_time(date(int(found[1]), int(found[2]), int(found[3] or 1)))
    except ValueError:
        return None


def _named(asked: Asked, name: str, value: str) -> Asked | None:
    given: Any = {name: value}
    return replace(asked, **given) if value else None


_READERS: dict[str, Callable[[Asked, str], Asked | None]] = {
    "kind": _kind, "has": _has, "since": _day("since"), "until": _day("until"),
    "tag": lambda asked, value: _named(asked, "tag", value.lstrip("#")),
    "circle": lambda asked, value: replace(asked, circle=value),
    "author": lambda asked, value: _named(asked, "author", value.lstrip("@")),
}  # fmt: skip
