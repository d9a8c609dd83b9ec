"""What each kind shows besides the thread: of the topic as a whole, and of each floor."""

from circle.topics.queries.kinds import event, ideas
from circle.topics.queries.kinds.showing import NOTHING, Ranked, Showing

SHOWN_BY: dict[str, Showing] = {"ideas": ideas.SHOWING, "event": event.SHOWING}


def showing_of(kind: str) -> Showing:
    """What a kind shows; nothing of its own for one that is only a thread."""
    return SHOWN_BY.get(kind, NOTHING)


__all__ = ["SHOWN_BY", "Ranked", "Showing", "showing_of"]
