"""The pages of topics: lists, one topic, opening, adding floors, what host and staff do."""

from circle.topics.views import (
    assignment,
    call,
    challenge,
    compose,
    course,
    event,
    ideas,
    list_keeping,
    lists,
    lotteries,
    manage,
    read,
    reply,
    trials,
)
from circle.topics.views.blueprint import bp

__all__ = [
    "assignment",
    "bp",
    "call",
    "challenge",
    "compose",
    "course",
    "event",
    "ideas",
    "list_keeping",
    "lists",
    "lotteries",
    "manage",
    "read",
    "reply",
    "trials",
]
