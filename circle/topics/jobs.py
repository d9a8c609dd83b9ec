"""Work of topics that time brings: places are passed on, lists are frozen, winners are drawn."""

from datetime import datetime
from typing import Any

from circle.core.errors import Conflict
from circle.topics import actions, queries


def pass_on_places(payload: dict[str, Any]) -> None:
    """Places given back go to who waited longest, once nobody can take them again."""
    actions.pass_on_places(payload["topic_id"])


def let_go_of_leaver(payload: dict[str, Any]) -> None:
    """Who left a circle comes to none of its events ahead and tries nothing there any more."""
    gone = payload["circle_id"], payload["user_id"], datetime.fromisoformat(payload["left_at"])
    actions.give_up_places(*gone)
    actions.withdraw_of_leaver(*gone)


def remind(payload: dict[str, Any]) -> None:
    """Write down what ends within a day, for whom it concerns to see."""
    actions.write_reminders()


def run_lotteries(payload: dict[str, Any]) -> None:
    """Freeze every list whose time has come, then draw what is to be drawn, each on its own.

    One that cannot be drawn keeps none of the others waiting; it gets a job that fails in its name.
    """
    for lottery_id in queries.due_lotteries():
        actions.freeze_lottery(lottery_id)
        try:
            actions.draw_lottery(lottery_id)
        except Conflict:
            actions.set_aside(lottery_id)


def draw_lottery(payload: dict[str, Any]) -> None:
    """Draw one that could not be drawn; it fails, seen by operators, until that is mended."""
    actions.draw_lottery(payload["lottery_id"])
