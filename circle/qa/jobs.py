"""Work of questions that time brings: bounties end, choices settle, answers are asked again."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from circle.core.errors import Unavailable
from circle.qa import actions, queries

READ_AT_ONCE = 100  # questions that are due; each is settled in a transaction of its own

log = logging.getLogger("circle.qa")


def expire_bounties(payload: dict[str, Any]) -> None:
    """End every bounty whose days and grace are over; one that cannot end stops no other."""
    while due := queries.due_bounties(READ_AT_ONCE):
        _each(actions.expire_bounty, due)


def settle_accepted(payload: dict[str, Any]) -> None:
    """Pay for every choice that can no longer change; one that cannot be paid stops no other."""
    while due := queries.due_choices(READ_AT_ONCE):
        _each(actions.settle_choice, due)


def settle_one(payload: dict[str, Any]) -> None:
    """Try again what could not be settled with the others."""
    actions.settle_again(payload["id"])


def let_go_stale(payload: dict[str, Any]) -> None:
    """Answers whose review is due lose their badge until confirmed."""
    while actions.let_go_stale():
        pass


def _each(verb: Callable[[int], None], due: Iterable[int]) -> None:
    for entry_id in due:
        try:
            verb(entry_id)
        except Unavailable:  # the database is busy: nothing is wrong with it
            raise
        except Exception:
            log.exception("a question could not be settled", extra={"question": entry_id})
            actions.set_aside(entry_id)
