"""The verbs of points, split by noun."""

from circle.points.actions.earning import (
    Happening,
    note,
    note_all,
    pay_again,
    penalise,
    settle_due,
    stop_waiting,
    take_back,
    withdraw,
)
from circle.points.actions.holds import divide, hold, refund, release
from circle.points.actions.invites import judge_invite, withdraw_invite
from circle.points.actions.keeping import forfeit, forget_occurrences, lapse_due
from circle.points.actions.ledger import Cause, NotEnough, StillOwed
from circle.points.actions.spending import lapse, spend, unspend

__all__ = [
    "Cause",
    "Happening",
    "NotEnough",
    "StillOwed",
    "divide",
    "forfeit",
    "forget_occurrences",
    "hold",
    "judge_invite",
    "lapse",
    "lapse_due",
    "note",
    "note_all",
    "pay_again",
    "penalise",
    "refund",
    "release",
    "settle_due",
    "spend",
    "stop_waiting",
    "take_back",
    "unspend",
    "withdraw",
    "withdraw_invite",
]
