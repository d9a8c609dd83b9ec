"""The verbs of points, split by noun."""

from circle.points.actions.boards import drop_old_boards, show_on_boards
from circle.points.actions.check_in import CheckedIn, DayOver, check_in, make_up
from circle.points.actions.choices import change_choice, drop_choice, note_choice
from circle.points.actions.earning import (
    Happening,
    forgive,
    note,
    note_all,
    pay_again,
    penalise,
    set_aside,
    settle,
    stop_being_ad,
    stop_waiting,
    take_back,
    withdraw,
)
from circle.points.actions.holds import divide, hold, refund, release, require_points
from circle.points.actions.invites import judge_invite, withdraw_invite
from circle.points.actions.keeping import forfeit, forget_occurrences, lapse_due
from circle.points.actions.ledger import Cause, NotEnough, StillOwed
from circle.points.actions.levels import lower_growth
from circle.points.actions.news import note_told
from circle.points.actions.orders import (
    cancel_left_orders,
    cancel_order,
    finish_order,
    finish_sent,
    forget_addresses,
    redeem,
    refund_order,
    reveal_code,
    send_order,
    unsend_order,
)
from circle.points.actions.purchases import UnknownMember, take_purchase
from circle.points.actions.rules import ChangedMeanwhile, change_levels, change_rules, relevel
from circle.points.actions.shop import (
    CodesAdded,
    add_codes,
    change_reward,
    close_reward,
    create_reward,
    reopen_reward,
    set_picture,
)
from circle.points.actions.spending import lapse, spend, unspend
from circle.points.actions.standing import rebuild_badges
from circle.points.actions.what_if import count_what_if, forget_what_ifs, try_rules

__all__ = [
    "Cause",
    "ChangedMeanwhile",
    "CheckedIn",
    "CodesAdded",
    "DayOver",
    "Happening",
    "NotEnough",
    "StillOwed",
    "UnknownMember",
    "add_codes",
    "cancel_left_orders",
    "cancel_order",
    "change_choice",
    "change_levels",
    "change_reward",
    "change_rules",
    "check_in",
    "close_reward",
    "count_what_if",
    "create_reward",
    "divide",
    "drop_choice",
    "drop_old_boards",
    "finish_order",
    "finish_sent",
    "forfeit",
    "forget_addresses",
    "forget_occurrences",
    "forget_what_ifs",
    "forgive",
    "hold",
    "judge_invite",
    "lapse",
    "lapse_due",
    "lower_growth",
    "make_up",
    "note",
    "note_all",
    "note_choice",
    "note_told",
    "pay_again",
    "penalise",
    "rebuild_badges",
    "redeem",
    "refund",
    "refund_order",
    "release",
    "relevel",
    "reopen_reward",
    "require_points",
    "reveal_code",
    "send_order",
    "set_aside",
    "set_picture",
    "settle",
    "show_on_boards",
    "spend",
    "stop_being_ad",
    "stop_waiting",
    "take_back",
    "take_purchase",
    "try_rules",
    "unsend_order",
    "unspend",
    "withdraw",
    "withdraw_invite",
]
