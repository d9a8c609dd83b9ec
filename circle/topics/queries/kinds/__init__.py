"""What each kind shows besides the thread: of the topic as a whole, and of each floor."""

from circle.topics.queries.kinds.showing import NOTHING, Showing

SHOWN_BY: dict[str, Showing] = {}


def showing_of(kind: str) -> Showing:
    """What a kind shows; nothing of its own for one that is only a thread."""
    return SHOWN_BY.get(kind, NOTHING)


__all__ = ["SHOWN_BY", "Showing", "showing_of"]
