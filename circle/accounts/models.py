"""Tables of persons and of the ways they sign in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from circle.accounts.names import kept_form
from circle.core import clock
from circle.core.db import Model, new_uid

_CONFIRMED = text("email_confirmed_at IS NOT NULL")
_HELD = text("held_skeleton IS NOT NULL")
_OF_THE_SITE = text("brand_id IS NULL")


def avatar_url(key: str | None, size: int = 96) -> str | None:
    """The address of an avatar in one of its two sizes (96, 256), or None for the drawn one."""
    return f"/avatars/{key}-{size}.webp" if key else None


class User(Model):
    """A person, known everywhere by one unique name."""

    __tablename__ = "users"
    __table_args__ = (
        Index("ix_users_email_key", "email_key"),  # forgotten password
        Index(  # an address serves one account
            "uq_users_email_confirmed", "email_key", unique=True,
            sqlite_where=_CONFIRMED, postgresql_where=_CONFIRMED,
        ),
        Index(  # whether staff are shown by this name
            "ix_users_held", "held_skeleton", sqlite_where=_HELD, postgresql_where=_HELD
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)  # NFKC, case folded: look-up
    name_skeleton: Mapped[str] = mapped_column(String(160), unique=True)  # look-alikes collide
    display_name: Mapped[str] = mapped_column(String(40))
    held_skeleton: Mapped[str | None] = mapped_column(String(160))  # of staff: shown by them alone
    bio: Mapped[str] = mapped_column(String(300), default="")
    avatar: Mapped[str | None] = mapped_column(String(80))  # storage key of the picture
    ip_region: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(16))
    agreed_to: Mapped[str | None] = mapped_column(String(40))  # versions; spares a query
    is_staff: Mapped[bool] = mapped_column(default=False)
    silenced_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    minor_since: Mapped[datetime | None]  # chose the mode for minors, which ends by its PIN
    blocks_count: Mapped[int] = mapped_column(default=0)  # 0 spares each request a query
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_closed(self) -> bool:
        """The account was closed; only an anonymous shell is left."""
        return self.closed_at is not None

    @property
    def is_email_confirmed(self) -> bool:
        """The address was answered from."""
        return self.email_confirmed_at is not None

    @property
    def has_password(self) -> bool:
        """There is a password to sign in with."""
        return self.password_hash is not None

    @property
    def own_words(self) -> tuple[str, ...]:
        """What others would try first as this person's password."""
        return self.name, self.display_name, (self.email or "").partition("@")[0]

    @property
    def avatar_url(self) -> str | None:
        """The picture at the size of a profile, or None for the drawn one."""
        return avatar_url(self.avatar, 256)

    def close(self, at: datetime) -> None:
        """Become nobody; of the name only digests stay, so that it stays taken."""
        self.closed_at = at
        self.name_key = kept_form(self.name_key)
        self.name_skeleton = kept_form(self.name_skeleton)
        self.name = self.display_name = self.name_key[:13]
        self.bio = ""
        self.avatar = self.ip_region = self.locale = None
        self.email = self.email_key = self.email_confirmed_at = None
        self.password_hash = None
        self.is_staff, self.held_skeleton, self.minor_since = False, None, None
        self.blocks_count = 0


class Identity(Model):
    """One way a user is known to a provider, for one brand or for the whole site."""

    __tablename__ = "identities"
    __table_args__ = (
        Index("uq_identities_subject", "brand_id", "provider", "subject", unique=True),
        Index(  # there NULL is like no other NULL
            "uq_identities_of_the_site", "provider", "subject", unique=True,
            sqlite_where=_OF_THE_SITE, postgresql_where=_OF_THE_SITE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"))
    provider: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class MinorsMode(Model):
    """The mode for minors somebody chose: its PIN, how long a day, and what is used of today."""

    __tablename__ = "minors_modes"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]  # a day
    since: Mapped[datetime] = mapped_column(default=clock.now)
    day: Mapped[date]  # local, the last one that was counted
    used: Mapped[int] = mapped_column(default=0)  # minutes of it
    counted_at: Mapped[datetime | None]

    def used_on(self, day: date) -> int:
        """How many minutes of a day are used."""
        return self.used if self.day == day else 0

    @property
    def used_today(self) -> int:
        """How many minutes of today are used."""
        return self.used_on(clock.local_day())


class LoginSession(Model):
    """One signed-in browser; its cookie holds the token whose digest stands here."""

    __tablename__ = "login_sessions"
    __table_args__ = (
        Index("ix_login_sessions_user", "user_id", "revoked_at", "seen_at"),
        Index("ix_login_sessions_seen", "user_id", "seen_at"),  # which devices somebody uses
        Index("ix_login_sessions_device", "device", "user_id"),  # who else uses one
        Index("ix_login_sessions_network", "network", "seen_at", "user_id"),  # how many share it
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    via: Mapped[str] = mapped_column(String(20))  # password, link, ticket
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    ip_region: Mapped[str | None] = mapped_column(String(40))
    device: Mapped[str | None] = mapped_column(String(64))  # digest: one browser, many accounts
    network: Mapped[str | None] = mapped_column(String(64))  # digest of the address
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
    progress: Mapped[int] = mapped_column(default=0)  # hundredths, while it is gathered
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    @property
    def is_ready(self) -> bool:
        """The file is there; whether its time is over is another question."""
        return self.ready_at is not None

    def state(self, now: datetime) -> str:
        """One word for where it stands: gathering, ready, failed, expired."""
        if self.is_ready:
            return "ready" if self.expires_at and self.expires_at > now else "expired"
        return "gathering" if self.is_gathering(now) else "failed"

    def is_gathering(self, now: datetime) -> bool:
        """Still at work; after a day it is taken for lost."""
        return not self.is_ready and not self.failed and (now - self.created_at).days < 1
