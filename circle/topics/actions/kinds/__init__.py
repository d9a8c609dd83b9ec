"""What each kind of topic does besides the thread every one of them has."""

from circle.topics.actions.kinds import assignment, call, challenge, event, ideas
from circle.topics.actions.kinds.taking import PLAIN, Taking

DONE_BY: dict[str, Taking] = {
    "challenge": challenge.TAKING, "assignment": assignment.TAKING, "call": call.TAKING,
    "ideas": ideas.TAKING, "event": event.TAKING,
}  # fmt: skip


def taking_of(kind: str) -> Taking:
    """What a kind does; nothing of its own for one that is only a thread."""
    return DONE_BY.get(kind, PLAIN)


__all__ = ["DONE_BY", "Taking", "taking_of"]
