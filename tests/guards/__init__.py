"""Every guard by name, split by package; `make mutants` switches each off and wants a red test."""

from tests.guards import (
    accounts,
    circles,
    content,
    core,
    joining,
    points,
    posts,
    regions,
    shop,
    writing,
)
from tests.guards.guard import Guard

GUARDS: tuple[Guard, ...] = (
    *core.GUARDS, *accounts.GUARDS, *circles.GUARDS, *joining.GUARDS, *content.GUARDS,
    *points.GUARDS, *posts.GUARDS, *regions.GUARDS, *shop.GUARDS, *writing.GUARDS,
)  # fmt: skip

__all__ = ["GUARDS", "Guard"]
