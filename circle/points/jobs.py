"""Work of points that time brings: what waited settles, invitations are judged, points lapse."""

from typing import Any

from circle.core import clock
from circle.points import actions, queries


def settle_due(payload: dict[str, Any]) -> None:
    """Pay what waited a day, batch by batch."""
    while actions.settle_due():
        pass


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
