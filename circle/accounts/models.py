"""Tables of persons and of the ways they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from circle.core import clock
from circle.core.db import Model, new_uid


class User(Model):
    """A person, known everywhere by one unique name."""

    __tablename__ = "users"
    __table_args__ = (Index("ix_users_email_key", "email_key"),)  # forgotten password

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)  # NFKC, case folded: look-up
    name_skeleton: Mapped[str] = mapped_column(String(160), unique=True)  # look-alikes collide
    display_name: Mapped[str] = mapped_column(String(40))
    bio: Mapped[str] = mapped_column(String(300), default="")
    avatar: Mapped[str | None] = mapped_column(String(80))  # storage key of the picture
    ip_region: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(16))
    is_staff: Mapped[bool] = mapped_column(default=False)
    silenced_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    blocks_count: Mapped[int] = mapped_column(default=0)  # 0 spares each request a query
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_closed(self) -> bool:
        """The account was closed; only an anonymous shell is left."""
        return self.closed_at is not None


class Identity(Model):
    """One way a user is known to a provider, for one brand or for the whole site."""

    __tablename__ = "identities"
    __table_args__ = (
        Index("uq_identities_subject", "brand_id", "provider", "subject", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"))
    provider: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class LoginSession(Model):
    """One signed-in browser; its cookie holds the token whose digest stands here."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index("ix_login_sessions_user", "user_id", "revoked_at", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    via: Mapped[str] = mapped_column(String(20))  # password, link, ticket
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    ip_region: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OneTimeLink(Model):
    """A secret sent to a person, good once: to sign in, set a password or confirm an address."""

    __tablename__ = "one_time_links"
    __table_args__ = (
        Index("ix_one_time_links_user", "user_id", "purpose"),
        CheckConstraint("purpose IN ('sign_in', 'password', 'email')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))  # the address it was sent to
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Model):
    """A key for programs acting as one user, shown once, with scopes."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[Any]]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Consent(Model):
    """A version of a document (terms, privacy) a person agreed to, and when."""

    __tablename__ = "consents"
    __table_args__ = (Index("uq_consents_once", "user_id", "document", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    document: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    accepted_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]


class Block(Model):
    """One user who does not want to meet another, anywhere."""

    __tablename__ = "blocks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class DataExport(Model):
    """A person's own data being gathered, or ready to fetch for a while."""

    __tablename__ = "data_exports"
    __table_args__ = (Index("ix_data_exports_user", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    storage_key: Mapped[str | None] = mapped_column(String(120))
    size: Mapped[int | None]
    failed: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
