"""Every guard by name, split by package; `make mutants` switches each off and wants a red test."""

from tests.guards import (
    accounts,
    auditing,
    circles,
    content,
    core,
    farming,
    gatherings,
    indexing,
    joining,
    labels,
    ledger,
    lotteries,
    missed,
    moderating,
    points,
    polls,
    posts,
    qa,
    regions,
    reminders,
    screening,
    sealed,
    searching,
    shop,
    site,
    standing,
    tags,
    topic_kinds,
    writing,
)
from tests.guards.guard import Guard

GUARDS: tuple[Guard, ...] = (
    *core.GUARDS, *accounts.GUARDS, *auditing.GUARDS, *circles.GUARDS, *joining.GUARDS,
    *labels.GUARDS,
    *content.GUARDS, *farming.GUARDS, *gatherings.GUARDS, *indexing.GUARDS, *ledger.GUARDS,
    *lotteries.GUARDS, *missed.GUARDS, *moderating.GUARDS,
    *points.GUARDS, *polls.GUARDS, *posts.GUARDS, *qa.GUARDS, *regions.GUARDS,
    *reminders.GUARDS, *screening.GUARDS, *sealed.GUARDS, *searching.GUARDS, *shop.GUARDS,
    *site.GUARDS,
    *standing.GUARDS, *tags.GUARDS, *topic_kinds.GUARDS, *writing.GUARDS,
)  # fmt: skip

__all__ = ["GUARDS", "Guard"]
