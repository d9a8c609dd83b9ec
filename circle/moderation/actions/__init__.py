"""The verbs of keeping a circle safe, split by noun."""

from circle.moderation.actions.acts import new_act, undo_act
from circle.moderation.actions.audit import write_down
from circle.moderation.actions.cases import (
    Brought,
    Subject,
    about_entry,
    claim_case,
    close_gone,
    leave_case,
    open_case,
)
from circle.moderation.actions.decisions import decide_cases, decide_entry
from circle.moderation.actions.entries import hide_entry, unhide_entry
from circle.moderation.actions.reports import report

__all__ = [
    "Brought",
    "Subject",
    "about_entry",
    "claim_case",
    "close_gone",
    "decide_cases",
    "decide_entry",
    "hide_entry",
    "leave_case",
    "new_act",
    "open_case",
    "report",
    "undo_act",
    "unhide_entry",
    "write_down",
]
