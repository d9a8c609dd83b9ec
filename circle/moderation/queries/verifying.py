"""The log held against itself: every line, every detail, every checkpoint, every head."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select

from circle.core.db import session, snapshot
from circle.moderation.models.audit import (
    GENESIS,
    KEPT_DETAILS,
    SITE,
    AuditCheckpoint,
    AuditDetail,
    AuditHead,
    AuditLine,
    digest_of,
    hash_of,
)

ROWS_AT_ONCE = 1000


@dataclass(slots=True)
class Walk:
    """Where the reading of one chain is: the last line seen, and up to where details may be gone.
    """

    chain: int
    emptied: int
    seq: int = 0
    hash: str = GENESIS


def count_audit_lines(chain: int | None = None) -> int:
    """How many lines the log, or one chain of it, has."""
    counted = select(func.count()).select_from(AuditLine)
    return session().scalar(_of(counted, AuditLine, chain)) or 0


def wrong_audit(
    chain: int | None = None, tell: Callable[[int], None] = lambda steps: None
) -> Iterator[str]:
    """Everything that is wrong with the log as it stood at one moment, chain by chain.

    `tell` is called with how many lines were read since the last call.
    """
    with snapshot():
        for each in _chains(chain):
            yield from _wrong_chain(each, tell)


def _chains(chain: int | None) -> list[int]:
    if chain is not None:
        return [chain]
    found: set[int] = set()
    for table in (AuditHead, AuditLine, AuditDetail, AuditCheckpoint):
        found |= set(session().scalars(select(table.chain).distinct()))
    return sorted(found)


def _wrong_chain(chain: int, tell: Callable[[int], None]) -> Iterator[str]:
    checkpoints = session().execute(
        select(AuditCheckpoint.seq, AuditCheckpoint.hash, AuditCheckpoint.at)
        .where(AuditCheckpoint.chain == chain).order_by(AuditCheckpoint.seq)
    ).all()  # fmt: skip
    closed = {row.seq: row for row in checkpoints}
    walk = Walk(chain, max(closed, default=0))
    told = 0
    for line in _lines(chain):
        yield from _wrong_line(walk, line)
        if line.seq in closed:
            yield from _wrong_checkpoint(line, closed.pop(line.seq))
        walk.seq, walk.hash = line.seq, line.hash
        told += 1
        if told == ROWS_AT_ONCE:
            tell(told)
            told = 0
    tell(told)
    yield from (_said(chain, seq, "is closed by a checkpoint but is not there") for seq in closed)
    yield from _wrong_end(walk)


def _lines(chain: int) -> Iterator[Any]:
    """The lines of a chain with their details, a thousand at a time."""
    told = (AuditDetail.chain == AuditLine.chain) & (AuditDetail.seq == AuditLine.seq)
    columns = [c for c in AuditLine.__table__.columns if c.name != "id"]
    statement = (
        select(*columns, AuditDetail.seq.label("has"), AuditDetail.salt, AuditDetail.told)
        .outerjoin(AuditDetail, told)
        .where(AuditLine.chain == chain)
        .order_by(AuditLine.seq)
    )
    yield from session().execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


def _wrong_line(walk: Walk, line: Any) -> Iterator[str]:
    said = partial(_said, walk.chain, line.seq)
    if line.seq != walk.seq + 1:
        yield said(f"follows line {walk.seq}: what stood between is gone")
    elif line.previous != walk.hash:
        yield said("does not follow from the line before it")
    if line.hash != hash_of(line):
        yield said("was changed: its digest is another one")
    if line.has is None:
        yield said("has lost its details")
    elif line.told is None:
        if line.seq > walk.emptied:
            yield said("has empty details, and no checkpoint says why")
    elif line.digest != digest_of(line.salt or "", line.told):
        yield said("tells other details than were written")


def _wrong_checkpoint(line: Any, closed: Any) -> Iterator[str]:
    if closed.hash != line.hash:
        yield _said(line.chain, line.seq, "is not the one its checkpoint closed")
    if _too_early(line.at, closed.at):
        yield _said(line.chain, line.seq, "had its details emptied before their time")


def _too_early(at: datetime, closed_at: datetime) -> bool:
    return closed_at - at < KEPT_DETAILS


def _wrong_end(walk: Walk) -> Iterator[str]:
    head = session().execute(
        select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == walk.chain)
    ).one_or_none()
    if head is None:
        if walk.seq:
            yield _said(walk.chain, walk.seq, "ends a chain that has no head")
    elif head.seq > walk.seq:
        yield _said(walk.chain, walk.seq, f"is the last one there, the head says {head.seq}")
    elif (head.seq, head.hash) != (walk.seq, walk.hash):
        yield _said(walk.chain, walk.seq, "is not the last line that the head knows")
    yield from _stray(walk)


def _stray(walk: Walk) -> Iterator[str]:
    seqs = select(AuditLine.seq).where(AuditLine.chain == walk.chain)
    stray: Sequence[int] = session().scalars(
        select(AuditDetail.seq)
        .where(AuditDetail.chain == walk.chain, AuditDetail.seq.not_in(seqs))
        .order_by(AuditDetail.seq)
    ).all()  # fmt: skip
    yield from (_said(walk.chain, seq, "has details, but is not there itself") for seq in stray)


def _said(chain: int, seq: int, what: str) -> str:
    name = "the site" if chain == SITE else f"circle {chain}"
    return f"{name}: line {seq} {what}"


def _of(statement: Any, table: Any, chain: int | None) -> Any:
    return statement if chain is None else statement.where(table.chain == chain)
