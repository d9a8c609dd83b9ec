"""The verbs of questions and answers, split by noun."""

from circle.qa.actions.answers import (
    accept_answer,
    edit_answer,
    find_helpful,
    settle_choice,
    unaccept_answer,
    unfind_helpful,
    write_answer,
)
from circle.qa.actions.bounties import expire_bounty
from circle.qa.actions.bringing import Brought, bring_question
from circle.qa.actions.checks import check_answer, confirm_answer, let_go_stale
from circle.qa.actions.duties import assign_question, mark_official, resolve_question
from circle.qa.actions.following import (
    begin_wait,
    count_answers,
    end_bounty_of,
    forget_notes,
    leave_bounty_of,
    resume_answer,
    return_bounty_of,
    suspend_answer,
)
from circle.qa.actions.joining import join_question, unjoin_question
from circle.qa.actions.linking import link_questions
from circle.qa.actions.questions import (
    ask_question,
    close_question,
    edit_question,
    mark_duplicate,
    reopen_question,
)
from circle.qa.actions.revealing import reveal_author
from circle.qa.actions.sealing import free_owner, mute_unnamed, unmute_unnamed
from circle.qa.actions.settling import set_aside, settle_again

__all__ = [
    "Brought",
    "accept_answer",
    "ask_question",
    "assign_question",
    "begin_wait",
    "bring_question",
    "check_answer",
    "close_question",
    "confirm_answer",
    "count_answers",
    "edit_answer",
    "edit_question",
    "end_bounty_of",
    "expire_bounty",
    "find_helpful",
    "forget_notes",
    "free_owner",
    "join_question",
    "leave_bounty_of",
    "let_go_stale",
    "link_questions",
    "mark_duplicate",
    "mark_official",
    "mute_unnamed",
    "reopen_question",
    "resolve_question",
    "resume_answer",
    "return_bounty_of",
    "reveal_author",
    "set_aside",
    "settle_again",
    "settle_choice",
    "suspend_answer",
    "unaccept_answer",
    "unfind_helpful",
    "unjoin_question",
    "unmute_unnamed",
    "write_answer",
]
