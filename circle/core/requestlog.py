"""Who sent what from where: kept for the law, six months, for the operator alone.

Nothing of it is shown on a page; an address stands there sealed with the site's key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, action, insert_into, session
from circle.core.sealing import seal, unseal

KEPT = timedelta(days=184)  # R15: six months; what was published with its time and address, too
PLACE = "request_log"
BATCH = 5000  # rows dropped in one transaction


class Request(Model):
    """One request that may have changed something; never its words."""

    __tablename__ = "request_log"
    __table_args__ = (
        Index("ix_request_log_at", "at"),  # what is dropped, and a span of time
        Index("ix_request_log_who", "who", "at"),  # what somebody sent
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    who: Mapped[str] = mapped_column(String(40))  # u and a user's number; empty: nobody signed in
    address: Mapped[str] = mapped_column(String(160))  # sealed
    method: Mapped[str] = mapped_column(String(8))
    path: Mapped[str] = mapped_column(String(300))
    request_id: Mapped[str] = mapped_column(String(64))  # as in the lines of the log


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it came."""

    who: str
    address: str
    method: str
    path: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as the operator reads it."""

    at: datetime
    who: str
    address: str
    method: str
    path: str
    request_id: str


@action
def note_request(sent: Sent) -> None:
    """Keep a request, with its address sealed."""
    session().execute(insert_into(Request.__table__), {
        "at": clock.now(), "who": sent.who, "address": seal(sent.address[:45], PLACE),
        "method": sent.method, "path": sent.path[:300], "request_id": sent.request_id[:64],
    })  # fmt: skip


def read_log(since: datetime, until: datetime, who: str | None = None) -> Iterator[Logged]:
    """What was sent in a span of time, oldest first, of everybody or of one."""
    wanted = select(Request).where(Request.at >= since, Request.at < until)
    if who is not None:
        wanted = wanted.where(Request.who == who)
    rows = session().scalars(wanted.order_by(Request.at, Request.id).execution_options(
        yield_per=500
    ))  # fmt: skip
    for row in rows:
        address = unseal(row.address, PLACE) or "sealed with another key"
        yield Logged(row.at, row.who, address, row.method, row.path, row.request_id)


def forget_requests() -> None:
    """Drop what is older than the law asks to keep."""
    while _forget_some():
        continue


@action
def _forget_some() -> int:
    over = select(Request.id).where(Request.at < clock.now() - KEPT).order_by(Request.at)
    gone = delete(Request).where(Request.id.in_(over.limit(BATCH))).returning(Request.id)
    return len(session().execute(gone).all())
