"""Topics as JSON, split by noun."""

from circle.topics.api import (
    assignment,
    call,
    challenge,
    event,
    floors,
    ideas,
    lotteries,
    threads,
    trials,
)
from circle.topics.api.blueprint import blp

__all__ = [
    "assignment",
    "blp",
    "call",
    "challenge",
    "event",
    "floors",
    "ideas",
    "lotteries",
    "threads",
    "trials",
]
