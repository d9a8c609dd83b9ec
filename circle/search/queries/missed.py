"""What members of a circle looked for in vain, as far as its owner may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.policy import require
from circle.search import policy
from circle.search.models import MissedSearch

LEAST_READERS = 2  # what a single person looked for may be a secret
MISSED_DAYS = 90
MOST_MISSED = 50  # shown


@dataclass(frozen=True, slots=True)
class Missed:
    """Words nothing was found for, how many people looked for them, and when one did last."""

    words: str
    people: int
    last: datetime


def missed_searches(here: Actor, circle: Circle) -> Sequence[Missed]:
    """What several members looked for in vain lately, what most did first; for owner and admins."""
    require(here, policy.can_see_missed(here))
    people, last = func.count(), func.max(MissedSearch.missed_at)
    rows = session().execute(
        select(MissedSearch.words, people.label("people"), last.label("last"))
        .where(MissedSearch.circle_id == circle.id)
        .where(MissedSearch.missed_at > clock.ago(days=MISSED_DAYS))
        .group_by(MissedSearch.words)
        .having(people >= LEAST_READERS)
        .order_by(people.desc(), last.desc(), MissedSearch.words)
        .limit(MOST_MISSED)
    )
    return [Missed(row.words, row.people, row.last) for row in rows]
