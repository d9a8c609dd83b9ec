"""Work of moderation that takes longer than somebody should wait."""

from typing import Any

from circle.moderation import actions, queries
from circle.moderation.queries.lookback import met_by, rules_looking_back


def carry_on(payload: dict[str, Any]) -> None:
    """The next part of a clean-up, or of its undoing."""
    actions.carry_on(payload["act_id"])


def patrol(payload: dict[str, Any]) -> None:
    """Once a day a few of what was published in each circle come before its staff."""
    for circle_id in queries.lively_circles():
        actions.patrol(circle_id)


def empty_details(payload: dict[str, Any]) -> None:
    """What lines of the log told about people more than a year ago is forgotten; the lines stand.
    """
    for chain in queries.chains_to_empty():
        while actions.empty_details(chain):
            pass


def look_back(payload: dict[str, Any]) -> None:
    """The next hundred entries that new rules look back at; the rest is the next job."""
    circle_id = payload["circle_id"]
    rules = rules_looking_back(circle_id, payload["first"], payload["last"])
    if rules:
        part = met_by(circle_id, [rule.name for rule in rules], payload["below"])
        actions.bring_up_met(part, payload)
