"""The verbs of keeping a circle safe, split by noun."""

from circle.moderation.actions.acts import new_act
from circle.moderation.actions.appeals import appeal
from circle.moderation.actions.audit import empty_details, write_attempt, write_down
from circle.moderation.actions.cases import (
    Brought,
    Subject,
    about_entry,
    claim_case,
    close_gone,
    leave_case,
    open_case,
)
from circle.moderation.actions.checks import ask_soon, settle_check
from circle.moderation.actions.decisions import decide_cases, decide_entry
from circle.moderation.actions.entries import hide_entry, unhide_entry
from circle.moderation.actions.escalating import escalate
from circle.moderation.actions.evidence import (
    drop_evidence,
    forget_evidence,
    keep_entry,
    keep_person,
    release_evidence,
    report_evidence,
    restore_evidence,
    unlink_evidence,
)
from circle.moderation.actions.lookback import bring_up_met
from circle.moderation.actions.reports import report
from circle.moderation.actions.rules import (
    add_rule,
    add_words,
    change_rule,
    drop_rule,
    drop_rules,
    restore_rule,
)
from circle.moderation.actions.sampling import patrol
from circle.moderation.actions.sanctions import Done, note_sanction, sanction, sanction_person
from circle.moderation.actions.sprees import carry_on, clean_up
from circle.moderation.actions.undoing import undo_act

__all__ = [
    "Brought",
    "Done",
    "Subject",
    "about_entry",
    "add_rule",
    "add_words",
    "appeal",
    "ask_soon",
    "bring_up_met",
    "carry_on",
    "change_rule",
    "claim_case",
    "clean_up",
    "close_gone",
    "decide_cases",
    "decide_entry",
    "drop_evidence",
    "drop_rule",
    "drop_rules",
    "empty_details",
    "escalate",
    "forget_evidence",
    "hide_entry",
    "keep_entry",
    "keep_person",
    "leave_case",
    "new_act",
    "note_sanction",
    "open_case",
    "patrol",
    "release_evidence",
    "report",
    "report_evidence",
    "restore_evidence",
    "restore_rule",
    "sanction",
    "sanction_person",
    "settle_check",
    "undo_act",
    "unhide_entry",
    "unlink_evidence",
    "write_attempt",
    "write_down",
]
