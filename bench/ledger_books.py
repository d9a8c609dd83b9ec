"""What the database says after a soak, read row by row, without the program's own queries."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from circle.core.db import table_of
from circle.points.models import (
    Hold,
    LedgerAccount,
    LedgerTransfer,
    Occurrence,
    Redemption,
    Reward,
)

Row = dict[str, Any]


@dataclass
class Kept:
    """Every row the operations of a soak can have left, in order of their numbers."""

    transfers: list[Row]
    occurrences: list[Row]
    holds: list[Row]
    orders: list[Row]
    rewards: list[Row]
    accounts: list[Row]


def read(engine: Engine) -> Kept:
    """All of it, as it stands."""
    models = LedgerTransfer, Occurrence, Hold, Redemption, Reward, LedgerAccount
    with engine.connect() as connection:
        rows = [
            [dict(row._mapping) for row in connection.execute(select(its).order_by(its.c.id))]
            for its in map(table_of, models)
        ]
    return Kept(*rows)
