"""Tables of brands: the brand, the hosts it answers on, its signing keys and spent tickets."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid


class Brand(Model):
    """An owner of circles and domains."""

    __tablename__ = "brands"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Domain(Model):
    """A host name a brand answers on; the host of a request finds its brand here."""

    __tablename__ = "domains"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    host: Mapped[str] = mapped_column(String(253), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class BrandKey(Model):
    """A secret shared with a brand's server, which signs sign-in tickets with it."""

    __tablename__ = "brand_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    kid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    secret: Mapped[str] = mapped_column(String(128))  # needed in the clear to check a signature
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]


class SpentTicket(Model):
    """The digest of a ticket that was used; it can never be used again."""

    __tablename__ = "spent_tickets"
    __table_args__ = (Index("ix_spent_tickets_expires_at", "expires_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime]


class VerificationFile(Model):
    """A text file at the root that proves to an outside service who owns the domain."""

    __tablename__ = "verification_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    content: Mapped[str] = mapped_column(String(512))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
