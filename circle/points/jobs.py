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
    actions.judge_invite(payload["membership_id"], payload["invited_by"])


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
