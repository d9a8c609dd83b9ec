"""Switches of the whole site: on or off, since when and why; every process knows in a second."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, insert_into, session
from circle.core.errors import Unavailable
from circle.core.i18n import Text, lazy
from circle.core.recent import Recent

READ_ONLY = "read_only"
MAX_REASON = 200
ASK_AGAIN = 60  # seconds after which somebody turned away may try once more

KEPT_SHUT = lazy(
    "The whole site can only be read just now. Nothing is lost: what you wrote stays in this page"
)


class ReadOnly(Unavailable):
    """Nobody writes anything just now, by a decision of those who look after the site."""

    code = "read_only"
    title = lazy("Only reading for now")


class Switch(Model):
    """One switch of the site, as it was turned last; what was never turned has no row and is off.
    """

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    is_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(MAX_REASON))  # everybody reads it
    set_by: Mapped[str] = mapped_column(String(40))  # whose name it was, or the command line
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a switch stands."""

    is_on: bool = False
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None


OFF = Standing()
_known: Recent[Mapping[str, Standing]] = Recent(1)


def standing_of(name: str) -> Standing:
    """How a switch stands: what the database said less than a second ago."""
    return _known.get(int(time.monotonic()), read_all).get(name, OFF)


def is_on(name: str) -> bool:
    """Whether a switch is on."""
    return standing_of(name).is_on


def read_all() -> Mapping[str, Standing]:
    """Every switch that was ever turned, as the database has it now."""
    rows = session().execute(
        select(Switch.name, Switch.is_on, Switch.reason, Switch.set_by, Switch.set_at)
    )
    return {row.name: Standing(row.is_on, row.reason, row.set_by, row.set_at) for row in rows}


def turn(name: str, standing: Standing) -> None:
    """Turn a switch, inside the verb that may; this process knows at once, others in a second."""
    values = {
        "is_on": standing.is_on, "reason": standing.reason[:MAX_REASON],
        "set_by": standing.set_by, "set_at": clock.now(),
    }  # fmt: skip
    session().execute(
        insert_into(Switch).values(name=name, **values)
        .on_conflict_do_update(index_elements=[Switch.name], set_=values)
    )
    _known.clear()


def refuse_writing() -> None:
    """Nobody writes while the site is read-only; the refusal carries the reason that was given."""
    standing = standing_of(READ_ONLY)
    if not standing.is_on:
        return
    told: str | Text = KEPT_SHUT
    if standing.reason:
        told = lazy("%(rule)s. The reason: %(reason)s", rule=KEPT_SHUT, reason=standing.reason)
    raise ReadOnly(told, retry_after=ASK_AGAIN)
