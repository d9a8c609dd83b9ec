"""The short words above what was found: parts of it, and its order, a link each."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from circle.content.chips import Chip
from circle.core.i18n import Text, lazy

Word = tuple[str, str, Text]  # a field of the address, its value, how it is called

FILTERS: Sequence[Word] = (
    ("kind", "post", lazy("Posts")), ("kind", "question", lazy("Questions")),
    ("kind", "answer", lazy("Answers given")), ("kind", "topic", lazy("Topics")),
    ("kind", "reply", lazy("Floors")), ("answered", "true", lazy("Has answers")),
    ("featured", "true", lazy("Featured")), ("span", "week", lazy("Last 7 days")),
    ("span", "month", lazy("Last 30 days")), ("span", "year", lazy("Last year")),
)  # fmt: skip
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


def filter_chips(path: str, given: Mapping[str, str]) -> list[Chip]:
    """The filters; what is chosen stands first and leads out of it again."""
    return sorted(_filters(path, _chosen(given)), key=lambda one: not one.on)


def _filters(path: str, chosen: Mapping[str, str]) -> Iterator[Chip]:
    for key, sign in (("circle", ""), ("tag", "#"), ("author", "@")):
        if key in chosen:
            yield Chip(sign + chosen[key], _address(path, _without(chosen, key)), True)
    for key, value, name in FILTERS:
        on = chosen.get(key) == value
        others = _without(chosen, key)
        yield Chip(name, _address(path, others if on else {**others, key: value}), on)


def _without(chosen: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if name != key}


def _chosen(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in KEPT if given.get(name)}


def _address(path: str, chosen: Mapping[str, str]) -> str:
    asked = dict(chosen)
    if asked.get("sort") == "relevance":  # the usual order stands in no address
        del asked["sort"]
    return f"{path}?{urlencode(asked)}" if asked else path
