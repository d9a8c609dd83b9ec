"""The verbs of topics, split by noun."""

from circle.topics.actions.bringing import bring_topic
from circle.topics.actions.floors import edit_reply, number_floor, recount, write_reply
from circle.topics.actions.kinds.event import (
    cancel_sign_up,
    change_capacity,
    change_place,
    give_up_places,
    sign_up,
)
from circle.topics.actions.kinds.ideas import (
    merge_idea,
    recount_ideas,
    set_idea_status,
    unmerge_idea,
    unwant_idea,
    want_idea,
)
from circle.topics.actions.kinds.presence import arrive, mark_present, unmark_present
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
    "arrive",
    "bring_topic",
    "cancel_sign_up",
    "change_capacity",
    "change_place",
    "close_topic",
    "edit_reply",
    "edit_topic",
    "give_up_places",
    "mark_present",
    "mark_read",
    "merge_idea",
    "number_floor",
    "open_topic",
    "pass_on_topic",
    "recount",
    "recount_ideas",
    "reopen_topic",
    "set_idea_status",
    "sign_up",
    "slow_down",
    "unmark_present",
    "unmerge_idea",
    "unwant_idea",
    "want_idea",
    "write_reply",
]
