"""Work of topics that time brings: lists of lotteries are frozen, winners are drawn."""

from typing import Any

from circle.core.errors import Conflict
from circle.topics import actions, queries


def run_lotteries(payload: dict[str, Any]) -> None:
    """Freeze every list whose time has come, then draw what is to be drawn, each on its own.

    One that cannot be drawn keeps none of the others waiting; it fails this job, where it is seen.
    """
    refused = []
    for lottery_id in queries.due_lotteries():
        actions.freeze_lottery(lottery_id)
        try:
            actions.draw_lottery(lottery_id)
        except Conflict as error:
            refused.append(error)
    if refused:
        raise ExceptionGroup("lotteries that could not be drawn", refused)
