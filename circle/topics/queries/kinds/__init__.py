"""What each kind shows besides the thread: of the topic as a whole, and of each floor."""

from circle.topics.queries.kinds import assignment, call, challenge, event, ideas
from circle.topics.queries.kinds.showing import NOTHING, Ranked, Showing, Shown

SHOWN_BY: dict[str, Showing] = {
    "challenge": challenge.SHOWING, "assignment": assignment.SHOWING, "call": call.SHOWING,
    "ideas": ideas.SHOWING, "event": event.SHOWING,
}  # fmt: skip


def showing_of(kind: str) -> Showing:
    """What a kind shows; nothing of its own for one that is only a thread."""
    return SHOWN_BY.get(kind, NOTHING)


__all__ = ["SHOWN_BY", "Ranked", "Showing", "Shown", "showing_of"]
