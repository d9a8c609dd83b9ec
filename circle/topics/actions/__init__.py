"""The verbs of topics, split by noun."""

from circle.topics.actions.bringing import BroughtTopic, bring_topic
from circle.topics.actions.counters import rebuild_threads
from circle.topics.actions.draws import draw_lottery, freeze_lottery, rebuild_lotteries, set_aside
from circle.topics.actions.floors import edit_reply, number_floor, recount, write_reply
from circle.topics.actions.forgetting import forget_words
from circle.topics.actions.kinds.assignment import (
    HandedIn,
    hand_in_again,
    review_submission,
    show_submission,
    unreview_submission,
    unshow_submission,
)
from circle.topics.actions.kinds.call import (
    announce_result,
    choose_reply,
    shortlist_reply,
    tell_result,
    unchoose_reply,
    unshortlist_reply,
)
from circle.topics.actions.kinds.challenge import make_up_day, rebuild_standings
from circle.topics.actions.kinds.event import (
    arrange_event,
    cancel_sign_up,
    change_capacity,
    change_place,
    give_up_places,
    pass_on_places,
    rebuild_gatherings,
    sign_up,
)
from circle.topics.actions.kinds.ideas import (
    merge_idea,
    rebuild_ideas,
    set_idea_status,
    unmerge_idea,
    unwant_idea,
    want_idea,
)
from circle.topics.actions.kinds.presence import arrive, mark_present, unmark_present
from circle.topics.actions.looks import note_look
from circle.topics.actions.lotteries import (
    cancel_lottery,
    check_nothing_drawn,
    enter_lottery,
    hold_lottery,
    leave_lottery,
)
from circle.topics.actions.reminders import write_reminders
from circle.topics.actions.threads import (
    close_topic,
    edit_topic,
    mark_read,
    open_topic,
    pass_on_topic,
    reopen_topic,
    slow_down,
)
from circle.topics.actions.trials import (
    apply_for_trial,
    decide_applications,
    forget_applications,
    offer_trial,
    rebuild_trials,
    recheck_report,
    report_on_trial,
    withdraw_application,
    withdraw_of_leaver,
)

__all__ = [
    "BroughtTopic",
    "HandedIn",
    "announce_result",
    "apply_for_trial",
    "arrange_event",
    "arrive",
    "bring_topic",
    "cancel_lottery",
    "cancel_sign_up",
    "change_capacity",
    "change_place",
    "check_nothing_drawn",
    "choose_reply",
    "close_topic",
    "decide_applications",
    "draw_lottery",
    "edit_reply",
    "edit_topic",
    "enter_lottery",
    "forget_applications",
    "forget_words",
    "freeze_lottery",
    "give_up_places",
    "hand_in_again",
    "hold_lottery",
    "leave_lottery",
    "make_up_day",
    "mark_present",
    "mark_read",
    "merge_idea",
    "note_look",
    "number_floor",
    "offer_trial",
    "open_topic",
    "pass_on_places",
    "pass_on_topic",
    "rebuild_gatherings",
    "rebuild_ideas",
    "rebuild_lotteries",
    "rebuild_standings",
    "rebuild_threads",
    "rebuild_trials",
    "recheck_report",
    "recount",
    "reopen_topic",
    "report_on_trial",
    "review_submission",
    "set_aside",
    "set_idea_status",
    "shortlist_reply",
    "show_submission",
    "sign_up",
    "slow_down",
    "tell_result",
    "unchoose_reply",
    "unmark_present",
    "unmerge_idea",
    "unreview_submission",
    "unshortlist_reply",
    "unshow_submission",
    "unwant_idea",
    "want_idea",
    "withdraw_application",
    "withdraw_of_leaver",
    "write_reminders",
    "write_reply",
]
