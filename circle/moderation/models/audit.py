"""The log of what staff did: lines that hang together, what they tell, and where each chain ends.

Lines and checkpoints are only ever added: triggers in the database refuse a change and a deletion.
A chain is a circle's (its number) or the site's (0); it outlives the circle, so nothing here points
at another table.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model
from circle.moderation.models.acts import Act

SITE = 0  # the chain of the site itself
GENESIS = "0" * 64  # what the first line of a chain follows
MAX_CODE = 40
SUBJECTS = ("circle", "entry", "member", "user", "label", "tag", "collection", "invite", "reward",
            "order", "purchase", "rule", "case", "appeal", "brand", "token", "lottery", "switch",
            "handover", "topic", "level", "points")  # fmt: skip
KEPT_DETAILS = timedelta(days=366)  # a year: R15 asks for six months, a yearly review for twelve
FORM = 1  # how a line is written down before its digest is taken


class AuditHead(Model):
    """Where a chain ends: whoever adds to it holds this row, and the database moves it on."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditLine(Model):
    """One thing staff did, or tried: when, who, what, to what; nothing else about a person.

    `digest` holds the details to this line, `previous` holds it to the line before.
    """

    __tablename__ = "audit_lines"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_audit_lines_by", "chain", "actor_id", "seq"),  # what somebody did
        Index("ix_audit_lines_code", "chain", "code", "seq"),  # deeds of one kind
        Index("ix_audit_lines_at", "chain", "at"),  # from a day to a day
        Index("ix_audit_lines_subject", "subject_kind", "subject_id", "id"),  # done to somebody
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]  # NULL: the product by a rule, or the command line
    code: Mapped[str] = mapped_column(String(MAX_CODE))
    subject_kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int | None]
    act_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditDetail(Model):
    """Why, by which rule, before and after: what a line tells about people, until it is emptied.

    The salt goes with the words, so that nobody guesses them back from the digest.
    """

    __tablename__ = "audit_details"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str | None] = mapped_column(String(32))
    told: Mapped[str | None] = mapped_column(Text)  # JSON, byte for byte what was digested


class AuditCheckpoint(Model):
    """Up to here details were emptied because their time was over; the lines stand."""

    __tablename__ = "audit_checkpoints"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Deed(NamedTuple):
    """What somebody of the staff did, before it has its place in a chain."""

    chain: int
    actor_id: int | None
    code: str
    subject_kind: str
    subject_id: int | None
    act_id: int | None
    told: dict[str, Any]
    act: Act | None = None


def new_salt() -> str:
    """What makes the digest of a few words unguessable."""
    return secrets.token_hex(16)


def written(told: dict[str, Any]) -> str:
    """Details as they are kept: JSON in one form."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(salt: str, told: str) -> str:
    """What holds details to their line."""
    return hashlib.sha256(f"{salt}\n{told}".encode()).hexdigest()


def hash_of(line: Any) -> str:
    """What holds a line to the one before it: the digest of everything it says."""
    parts = [
        FORM, line.chain, line.seq, (line.at - clock.EPOCH) // timedelta(microseconds=1),
        line.actor_id, line.code, line.subject_kind, line.subject_id, line.act_id, line.digest,
        line.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
