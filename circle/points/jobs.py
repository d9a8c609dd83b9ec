"""Work of points that time brings: what waited settles, invitations are judged, points lapse."""

import logging
from collections.abc import Mapping
from typing import Any

from circle.core import clock
from circle.core.errors import Unavailable
from circle.points import actions, queries

SETTLED_AT_ONCE = 200  # due occurrences paid in one transaction

log = logging.getLogger("circle.points")


def settle_due(payload: dict[str, Any]) -> None:
    """Pay what waited a day, batch by batch; what cannot be paid stops nobody else."""
    while due := queries.due_occurrences(SETTLED_AT_ONCE):
        for circle_id, waiting in sorted(due.items()):
            _settle(circle_id, waiting)


def settle_one(payload: dict[str, Any]) -> None:
    """Try again what could not be paid with the others."""
    found = queries.waiting_occurrence(payload["id"])
    if found is not None:
        actions.settle(found[0], {payload["id"]: found[1]})


def judge_invite(payload: dict[str, Any]) -> None:
    """A week after somebody came by invitation: did they stay?"""
    actions.judge_invite(
        payload["membership_id"], payload["invited_by"], in_wechat=payload.get("in_wechat", False)
    )


def lapse_points(payload: dict[str, Any]) -> None:
    """Once a day, in every circle whose rules say so, old points nobody spent lapse."""
    for circle_id in queries.circles_with_rules():
        last = 0
        while last := actions.lapse_due(circle_id, last, clock.now()):
            pass


def forget_occurrences(payload: dict[str, Any]) -> None:
    """Drop what is older than 400 days, batch by batch."""
    while actions.forget_occurrences():
        pass


def keep_orders(payload: dict[str, Any]) -> None:
    """What was sent long ago has arrived; where ended orders went is forgotten, batch by batch."""
    while actions.finish_sent():
        pass
    while actions.forget_addresses():
        pass


def relevel(payload: dict[str, Any]) -> None:
    """After a change of levels: raise who reaches a higher one, batch by batch."""
    last = 0
    while last := actions.relevel(payload["circle_id"], last):
        pass


def count_what_if(payload: dict[str, Any]) -> None:
    """Count a what-if of a large circle."""
    actions.count_what_if(payload["id"])


def forget_past(payload: dict[str, Any]) -> None:
    """Drop boards of single days and weeks after 400 days, and what-ifs after a week."""
    actions.forget_what_ifs()
    for circle_id in queries.circles_with_standings():
        while actions.drop_old_boards(circle_id):
            pass


def _settle(circle_id: int, waiting: Mapping[int, int]) -> None:
    """All of a circle's at once; one by one when something is wrong with one of them."""
    try:
        actions.settle(circle_id, waiting)
    except Unavailable:  # the database is busy: nothing is wrong with any of them
        raise
    except Exception:
        if len(waiting) > 1:
            for ident, user_id in waiting.items():
                _settle(circle_id, {ident: user_id})
            return
        (ident,) = waiting
        log.exception("a waiting award could not be settled", extra={"occurrence": ident})
        actions.set_aside(ident)
