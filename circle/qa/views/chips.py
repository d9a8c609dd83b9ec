"""The short words above a list of questions: each a link to another order, or to a part of it."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from circle.content.chips import Chip
from circle.core.i18n import Text, lazy
from circle.qa.schemas import QuestionChoice

Word = tuple[str, str, Text | str]  # a filter, its value, how it is called

ORDER_NAMES: Mapping[str, Text] = {
    "newest": lazy("Newest"), "unanswered": lazy("Unanswered"), "bounty": lazy("With a bounty"),
    "hot": lazy("Hot"), "featured": lazy("Featured"), "for_me": lazy("For me"),
}  # fmt: skip
# each filter as the address carries it, the likeliest wanted first; the rare ones behind the tags
FILTERS: Sequence[Word] = (
    ("state", "open", lazy("Not settled yet")), ("state", "answered", lazy("Settled")),
    ("answered", "true", lazy("Has answers")), ("by_guest", "true", lazy("A guest answered")),
    ("bounty", "true", lazy("Bounty to be had")),
)  # fmt: skip
RARE: Sequence[Word] = (
    ("state", "closed", lazy("Closed")), ("state", "duplicate", lazy("Asked before")),
)  # fmt: skip
# what an order answers already, or could never find
POINTLESS: Mapping[str, frozenset[str]] = {
    "unanswered": frozenset({"state", "answered", "by_guest"}),
    "bounty": frozenset({"state", "bounty"}),
}


def order_chips(base: str, choice: QuestionChoice, *, own: bool) -> list[Chip]:
    """The orders; a filter that still makes sense stays when another one is chosen."""
    chosen = _chosen(choice)
    return [
        Chip(name, _address(base, order, chosen), order == choice.order)
        for order, name in ORDER_NAMES.items()
        if own or order != "for_me"
    ]


def filter_chips(base: str, choice: QuestionChoice, tags: Sequence[str]) -> list[Chip]:
    """The filters, the order kept; one that is chosen stands first and leads out of it again."""
    chosen = _chosen(choice)
    named = [*([choice.tag] if choice.tag and choice.tag not in tags else ()), *tags]
    under: list[Word] = [("tag", tag, f"#{tag}") for tag in named]
    words = [*FILTERS, *under, *RARE]
    return sorted(_filters(base, choice.order, chosen, words), key=lambda one: not one.on)


def _filters(
    base: str, order: str, chosen: Mapping[str, str], words: Sequence[Word]
) -> Iterator[Chip]:
    pointless = POINTLESS.get(order, frozenset())
    for key, value, name in words:
        on = chosen.get(key) == value
        if on or key not in pointless:
            others = {given: what for given, what in chosen.items() if given != key}
            yield Chip(name, _address(base, order, others if on else {**others, key: value}), on)


def _chosen(choice: QuestionChoice) -> dict[str, str]:
    given = {
        "state": choice.state, "answered": _flag(choice.answered),
        "by_guest": _flag(choice.by_guest or None), "bounty": _flag(choice.bounty or None),
        "tag": choice.tag,
    }  # fmt: skip
    return {key: value for key, value in given.items() if value}


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _address(base: str, order: str, chosen: Mapping[str, str]) -> str:
    pointless = POINTLESS.get(order, frozenset())
    kept = {key: value for key, value in chosen.items() if key not in pointless}
    given = kept if order == "newest" else {"order": order, **kept}
    return f"{base}?{urlencode(given)}" if given else base
