"""The short words above a list of topics: orders, and which kinds and states of them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from circle.content.chips import Chip
from circle.core.i18n import Text, lazy
from circle.topics.kinds import KINDS
from circle.topics.schemas import TopicChoice

ORDER_NAMES: Mapping[str, Text] = {
    "active": lazy("Latest floors"), "newest": lazy("Newest"), "hot": lazy("Hot"),
}  # fmt: skip
STATE_NAMES: Mapping[str, Text] = {
    "running": lazy("Going on"), "soon": lazy("Coming up"), "over": lazy("Over"),
}  # fmt: skip


def order_chips(base: str, choice: TopicChoice) -> list[Chip]:
    """The orders, what is chosen of the list kept."""
    return [
        Chip(name, _address(base, order, choice.kind, choice.state), order == choice.order)
        for order, name in ORDER_NAMES.items()
    ]


def filter_chips(base: str, choice: TopicChoice) -> Sequence[Chip]:
    """States and kinds, the order kept; a chosen one stands first and leads out of it again."""
    order, kind, state = choice.order, choice.kind, choice.state
    states = [
        Chip(name, _address(base, order, kind, "" if key == state else key), key == state)
        for key, name in STATE_NAMES.items()
    ]
    kinds = [
        Chip(one.name, _address(base, order, "" if key == kind else key, state), key == kind)
        for key, one in KINDS.items()
    ]
    return sorted([*states, *kinds], key=lambda chip: not chip.on)


def _address(base: str, order: str, kind: str, state: str) -> str:
    given = {"order": "" if order == "active" else order, "kind": kind, "state": state}
    chosen = {name: value for name, value in given.items() if value}
    return f"{base}?{urlencode(chosen)}" if chosen else base
