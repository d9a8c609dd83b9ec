"""The short words above what was found: parts of it, and its order, a link each."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from circle.content.chips import Chip
from circle.core.i18n import Text, lazy
from circle.search.documents import phrases_of
from circle.search.operators import Asked, unquoted, without

Word = tuple[str, str, Text]  # a field of the address, its value, how it is called

FILTERS: Sequence[Word] = (
    ("kind", "post", lazy("Posts")), ("kind", "question", lazy("Questions")),
    ("kind", "answer", lazy("Answers given")), ("kind", "topic", lazy("Topics")),
    ("kind", "reply", lazy("Floors")), ("answered", "true", lazy("Has answers")),
    ("featured", "true", lazy("Featured")), ("span", "week", lazy("Last 7 days")),
    ("span", "month", lazy("Last 30 days")), ("span", "year", lazy("Last year")),
)  # fmt: skip
MEANINGS = {"kind": "kinds", "span": "since"}  # fields that are called otherwise in a search
ORDERS: Mapping[str, Text] = {"relevance": lazy("Best first"), "newest": lazy("Newest first")}
KEPT = (
    "q", "kind", "tag", "author", "circle", "span", "since", "until", "answered", "featured",
    "sort",
)


def order_chips(path: str, given: Mapping[str, str]) -> list[Chip]:
    """The orders, everything that was chosen kept."""
    chosen = _chosen(given)
    current = chosen.get("sort", "relevance")
    return [
        Chip(name, _address(path, {**chosen, "sort": order}), order == current)
        for order, name in ORDERS.items()
    ]


def filter_chips(path: str, given: Mapping[str, str], asked: Asked) -> list[Chip]:
    """The filters; what is chosen, or typed as an operator, stands first and leads out of it."""
    chosen = _chosen(given)
    every = (*_said(path, chosen, asked), *_filters(path, chosen, asked))
    return sorted(every, key=lambda one: not one.on)


def _said(path: str, chosen: Mapping[str, str], asked: Asked) -> Iterator[Chip]:
    """What has a value of its own: whose, under what, since when, which phrase."""
    said: list[tuple[str, Text | str | None]] = [
        ("circle", asked.circle), ("tag", f"#{asked.tag}" if asked.tag else None),
        ("author", f"@{asked.author}" if asked.author else None),
        ("since", lazy("Since %(day)s", day=asked.since) if asked.since else None),
        ("until", lazy("Before %(day)s", day=asked.until) if asked.until else None),
    ]  # fmt: skip
    for key, name in said:
        if name and not (key == "since" and "span" in chosen):
            yield Chip(name, _address(path, _without(chosen, key)), True)
    for phrase in phrases_of(asked.text):
        looser = {**chosen, "q": unquoted(chosen.get("q", ""), phrase)}
        yield Chip(f"“{phrase}”", _address(path, looser), True)


def _filters(path: str, chosen: Mapping[str, str], asked: Asked) -> Iterator[Chip]:
    for key, value, name in FILTERS:
        on = chosen.get(key) == value if key == "span" else _is_on(asked, key, value)
        others = _without(chosen, key, value if on and key == "kind" else None)
        yield Chip(name, _address(path, others if on else {**others, key: value}), on)


def _is_on(asked: Asked, key: str, value: str) -> bool:
    return value in asked.kinds if key == "kind" else bool(getattr(asked, key))


def _without(chosen: Mapping[str, str], key: str, value: str | None = None) -> dict[str, str]:
    """What is chosen less a field, and less what says the same among the words."""
    others = {name: said for name, said in chosen.items() if name != key}
    typed = without(others.pop("q", ""), MEANINGS.get(key, key), value)
    return {"q": typed, **others} if typed else others


def _chosen(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in KEPT if given.get(name)}


def _address(path: str, chosen: Mapping[str, str]) -> str:
    asked = dict(chosen)
    if asked.get("sort") == "relevance":  # the usual order stands in no address
        del asked["sort"]
    return f"{path}?{urlencode(asked)}" if asked else path
