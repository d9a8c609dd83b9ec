"""The verbs of topics, split by noun."""

from circle.topics.actions.bringing import bring_topic
from circle.topics.actions.floors import edit_reply, number_floor, recount, write_reply
from circle.topics.actions.threads import (
    close_topic,
    edit_topic,
    mark_read,
    open_topic,
    pass_on_topic,
    reopen_topic,
    slow_down,
)

__all__ = [
    "bring_topic",
    "close_topic",
    "edit_reply",
    "edit_topic",
    "mark_read",
    "number_floor",
    "open_topic",
    "pass_on_topic",
    "recount",
    "reopen_topic",
    "slow_down",
    "write_reply",
]
