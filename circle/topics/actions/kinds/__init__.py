"""What each kind of topic does besides the thread every one of them has."""

from circle.topics.actions.kinds import event, ideas
from circle.topics.actions.kinds.taking import PLAIN, Taking

DONE_BY: dict[str, Taking] = {"ideas": ideas.TAKING, "event": event.TAKING}


def taking_of(kind: str) -> Taking:
    """What a kind does; nothing of its own for one that is only a thread."""
    return DONE_BY.get(kind, PLAIN)


__all__ = ["DONE_BY", "Taking", "taking_of"]
