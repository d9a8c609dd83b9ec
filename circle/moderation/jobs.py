"""Work of moderation that takes longer than somebody should wait."""

from typing import Any

from circle.core.db import snapshot
from circle.moderation import actions, queries
from circle.moderation.actions.checks import PAUSES
from circle.moderation.queries.lookback import met_by, rules_looking_back
from circle.screening import provider
from circle.screening import queries as screening


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


def forget_evidence(payload: dict[str, Any]) -> None:
    """What people kept goes when they drop it, and after three years."""
    while actions.forget_evidence():
        pass


def look_back(payload: dict[str, Any]) -> None:
    """The next hundred entries that new rules look back at; the rest is the next job."""
    circle_id = payload["circle_id"]
    rules = rules_looking_back(circle_id, payload["first"], payload["last"])
    if rules:
        part = met_by(circle_id, [rule.name for rule in rules], payload["below"])
        actions.bring_up_met(part, payload)


def ask_outside(payload: dict[str, Any]) -> None:
    """Ask the check outside about what waits for it; no transaction is open meanwhile.

    Who does not answer is asked again, later each time, and after the last time people look.
    """
    with snapshot():
        asked = queries.find_asked(payload["entry_id"])
    if asked is None:
        return
    whom, tries = provider.in_use(), payload["tries"]
    if whom is None:  # it was switched off while this waited
        actions.settle_check(asked, provider.NOBODY)
        return
    opinion = provider.ask_unless_silent(whom, asked.question)
    screening.make_ready()
    if opinion.failure and tries < len(PAUSES):
        actions.ask_soon(asked.entry_id, tries + 1)
    else:
        actions.settle_check(asked, opinion)


def escalate(payload: dict[str, Any]) -> None:
    """What circles let lie too long comes before the staff of the site as well."""
    late = queries.cases_let_lie()
    if late:
        actions.escalate(late)
