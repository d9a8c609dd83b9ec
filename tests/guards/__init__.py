"""Every guard by name, split by package; `make mutants` switches each off and wants a red test."""

from tests.guards import (
    accounts,
    circles,
    content,
    core,
    farming,
    joining,
    ledger,
    lotteries,
    points,
    polls,
    posts,
    qa,
    regions,
    shop,
    standing,
    writing,
)
from tests.guards.guard import Guard

GUARDS: tuple[Guard, ...] = (
    *core.GUARDS, *accounts.GUARDS, *circles.GUARDS, *joining.GUARDS, *content.GUARDS,
    *farming.GUARDS, *ledger.GUARDS, *lotteries.GUARDS,
    *points.GUARDS, *polls.GUARDS, *posts.GUARDS, *qa.GUARDS, *regions.GUARDS, *shop.GUARDS,
    *standing.GUARDS, *writing.GUARDS,
)  # fmt: skip

__all__ = ["GUARDS", "Guard"]
