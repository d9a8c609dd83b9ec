"""Trying rules before they are saved: asking for a what-if, counting it, forgetting it."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from circle.circles import queries as circles
from circle.core import clock
from circle.core.actor import SYSTEM, Actor
from circle.core.db import action, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.core.throttle import Limit, count_try
from circle.points import policy, queries, rules
from circle.points.actions.rules import ChangedMeanwhile
from circle.points.models import WhatIf
from circle.points.schemas.rules import RulesChange

AT_ONCE = 4000  # occurrences a page counts while one waits, under a second; more by the worker
TRIES = Limit("what_if", 30, 3600)  # in an hour, of one person
KEPT = timedelta(days=7)


def try_rules(actor: Actor, circle_id: int, change: RulesChange) -> WhatIf:
    """Replay the last 90 days as if the rules had been so; nothing is saved but the answer.

    A small circle's is counted at once, outside any transaction; a large one's by the worker.
    """
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_edit_rules(here, circle))
    count_try(TRIES, f"u{actor.user_id}")
    asked = _ask(actor, circle_id, change)
    if asked.total <= AT_ONCE:
        count_what_if(asked.id)
    return asked


def count_what_if(what_if_id: int) -> None:
    """Count what was asked for, saying now and then how far it is; once."""
    asked = queries.find_what_if(what_if_id)
    if asked is None or asked.state == "done":
        return
    circle, _here = circles.enter_by_id(SYSTEM, asked.circle_id)
    outcome = queries.compare(
        circle, rules.read(asked.rules), asked.created_at - timedelta(days=rules.WHAT_IF_DAYS),
        lambda seen: _tell(what_if_id, seen),
    )
    _keep(what_if_id, outcome)


@action
def forget_what_ifs() -> None:
    """Drop what-ifs asked for more than a week ago."""
    session().execute(delete(WhatIf).where(WhatIf.created_at < clock.now() - KEPT))


@action
def _ask(actor: Actor, circle_id: int, change: RulesChange) -> WhatIf:
    circle, here = circles.enter_locked(actor, circle_id)
    require(here, policy.can_edit_rules(here, circle))
    if queries.is_counting(circle.id):
        raise Conflict(
            lazy("Another what-if of this circle is still being counted"), code="still_counting"
        )
    newest = queries.newest_rules(circle.id)
    if change.version != newest.version:
        raise ChangedMeanwhile
    now = clock.now()
    asked = WhatIf(
        circle_id=circle.id, asked_by=actor.user_id, change=_typed(change),
        rules=rules.written(rules.changed(newest, queries.given_of(change))), state="waiting",
        total=queries.count_occurrences(circle.id, now - timedelta(days=rules.WHAT_IF_DAYS)),
        created_at=now,
    )  # fmt: skip
    session().add(asked)
    session().flush()
    if asked.total > AT_ONCE:
        enqueue("points.count_what_if", {"id": asked.id}, key=f"what_if:{asked.id}")
    return asked


@action
def _tell(what_if_id: int, seen: int) -> None:
    session().execute(update(WhatIf).where(WhatIf.id == what_if_id).values(seen=seen))


@action
def _keep(what_if_id: int, outcome: dict[str, Any]) -> None:
    asked = session().scalar(select(WhatIf).where(WhatIf.id == what_if_id))
    if asked is not None:
        asked.outcome, asked.seen = outcome, asked.total
        asked.state, asked.done_at = "done", clock.now()


def _typed(change: RulesChange) -> dict[str, Any]:
    """The change as JSON, to be saved from the page that shows the outcome."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(change).items() if value is not None
    }  # fmt: skip
