"""A write that is repeated is done once: keys, digests and the answer that was given."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, action, insert_into, session
from circle.core.errors import BadRequest, Conflict
from circle.core.i18n import lazy

KEPT = timedelta(hours=24)
MAX_KEY = 128
MAX_LOCATION = 500  # a page to go on to; what is sent percent-encoded counts so


class Answered(Model):
    """The answer given to one key of one actor, kept for a day."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created", "created_at"),)

    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    content_type: Mapped[str | None] = mapped_column(String(80))
    location: Mapped[str | None] = mapped_column(String(MAX_LOCATION))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered the first time."""

    status: int
    content_type: str | None
    location: str | None
    body: bytes


def begin(actor: str, key: str, digest: str) -> StoredAnswer | None:
    """Claim a key inside the open transaction, or give the answer stored under it.

    Raises Conflict `idempotency_mismatch` for another body, `in_progress` while the first runs.
    """
    if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
        raise BadRequest(lazy("Idempotency-Key has 1 to 128 printable characters"))
    row = {"actor": actor, "key": key, "digest": digest, "created_at": clock.now()}
    claim = insert_into(Answered.__table__).on_conflict_do_nothing().returning(Answered.key)
    if session().execute(claim, row).first() is not None:
        return None
    known = session().execute(
        select(Answered).where(Answered.actor == actor, Answered.key == key)
    ).scalar_one()
    if known.digest != digest:
        raise Conflict(
            lazy("This Idempotency-Key was used for another request"), code="idempotency_mismatch"
        )
    if known.status is None:
        raise Conflict(lazy("The first request is still running"), code="in_progress")
    return StoredAnswer(known.status, known.content_type, known.location, known.body or b"")


def complete(actor: str, key: str, answer: StoredAnswer) -> None:
    """Store the answer in the same transaction as the write it tells of."""
    known = session().get_one(Answered, (actor, key))
    known.status = answer.status
    known.content_type = answer.content_type
    known.location = answer.location
    known.body = answer.body


@action
def forget_old_answers() -> None:
    """Delete answers older than a day."""
    session().execute(delete(Answered).where(Answered.created_at < clock.now() - KEPT))
