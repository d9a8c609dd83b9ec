"""Announcing what happened: every reaction runs at once, inside the verb's transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from circle.core.db import in_transaction

Reaction = Callable[[Any], None]

_reactions: dict[type, Sequence[Reaction]] = {}


def connect(reactions: Mapping[type, Sequence[Reaction]]) -> None:
    """Take the list of consequences from `wiring`; called once when the program starts."""
    _reactions.clear()
    _reactions.update(reactions)


def emit(event: object) -> None:
    """Announce an event, last in a verb; a failing reaction undoes the whole transaction."""
    if not in_transaction():
        raise RuntimeError("emit belongs inside a verb")
    for reaction in _reactions.get(type(event), ()):
        reaction(event)
