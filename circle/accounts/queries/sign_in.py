"""Reads of who is signed in, where, and by what proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, select

from circle.accounts import documents, passwords
from circle.accounts.models import ApiToken, Block, LoginSession, OneTimeLink, User, avatar_url
from circle.accounts.policy import FRESH, PROOFS, is_person
from circle.accounts.queries.people import get_user, is_open
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.throttle import count_try
from circle.core.tokens import token_digest

IDLE = timedelta(days=30)  # a browser not seen for this long is signed out


TOUCH_EVERY = timedelta(hours=1)  # how precisely "seen" is kept: one write an hour, not one a page


ACTOR_COLUMNS = (
    User.id, User.name, User.display_name, User.avatar, User.locale, User.is_staff,
    User.silenced_until, User.blocks_count, User.agreed_to, User.minor_since,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a session cookie or a token, in the shape flask-login asks for."""

    actor: Actor
    token: str
    seen_at: datetime | None = None  # None: a program's token
    signed_in_at: datetime | None = None
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the cookie holds: the session's token, never a user's number."""
        return self.token

    @property
    def is_due(self) -> bool:
        """Whether it is time to note that this browser was here."""
        return self.seen_at is not None and self.seen_at < clock.now() - TOUCH_EVERY


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody proved to be themselves while their password was this one."""

    user_id: int
    password_hash: str | None


def signed_in_by_session(token: str) -> SignedIn | None:
    """Who a session token stands for while the session lives and the account is open."""
    now = clock.now()
    asked = {"digest": token_digest(token), "now": now, "seen": now - IDLE}
    row = session().execute(_by_session(), asked).first()
    if row is None:
        return None
    actor = _actor(row[3:], session_id=row[0])
    return SignedIn(actor, token, seen_at=row[1], signed_in_at=row[2])


@cache
def _by_session() -> Executable:
    """Built once: it runs before every page of everybody signed in."""
    return (
        select(LoginSession.id, LoginSession.seen_at, LoginSession.created_at, *ACTOR_COLUMNS)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_digest == bindparam("digest"),
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > bindparam("now"),
            LoginSession.seen_at > bindparam("seen"),
            is_open(),
        )
    )


def signed_in_by_api_token(token: str) -> SignedIn | None:
    """Who a program's token stands for, with the scopes it was made with."""
    row = (
        session()
        .execute(
            select(ApiToken.scopes, *ACTOR_COLUMNS)
            .join(User, User.id == ApiToken.user_id)
            .where(
                ApiToken.token_digest == token_digest(token),
                ApiToken.revoked_at.is_(None),
                is_open(),
            )
        )
        .first()
    )
    if row is None:
        return None
    return SignedIn(_actor(row[1:], scopes=frozenset(row[0])), token)


def get_actor(user_id: int) -> Actor:
    """A user as the actor of a job or a command, with no session; NotFound when closed."""
    row = session().execute(select(*ACTOR_COLUMNS).where(User.id == user_id, is_open())).first()
    if row is None:
        raise NotFound
    return _actor(row)


def prove(actor: Actor, password: str) -> Proof:
    """Have the actor prove who they are: by the password, or by having signed in just now.

    Slow, so before the verb that asks for the proof. Raises Invalid `password_needed`, TooMany.
    """
    require(actor, is_person(actor))
    user = get_user(actor.user_id or 0)
    signed_in_at = session().scalar(
        select(LoginSession.created_at).where(LoginSession.id == actor.session_id)
    )
    fresh = signed_in_at is not None and signed_in_at > clock.now() - FRESH
    known = Proof(user.id, user.password_hash)
    if fresh and not password:
        return known
    count_try(PROOFS, str(user.id))
    if passwords.matches(known.password_hash, password):
        return known
    if known.password_hash is None:
        words = lazy("Sign in once more with a link, then do this within 10 minutes")
    else:
        words = lazy("This is not your present password")
    raise Invalid(words, code="password_needed", errors={"current": [words]})


def is_fresh(actor: Actor) -> bool:
    """Whether the actor signed in just now, so that no password need be asked for."""
    return any(
        known.id == actor.session_id and known.created_at > clock.now() - FRESH
        for known in list_sessions(actor)
    )


def list_sessions(actor: Actor) -> Sequence[LoginSession]:
    """The browsers the actor is signed in on, last seen first."""
    now = clock.now()
    return (
        session()
        .scalars(
            select(LoginSession)
            .where(LoginSession.user_id == actor.user_id, LoginSession.revoked_at.is_(None))
            .where(LoginSession.expires_at > now, LoginSession.seen_at > now - IDLE)
            .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
        )
        .all()
    )


def get_session(actor: Actor, session_id: int, *, lock: bool = False) -> LoginSession:
    """One of the actor's own sessions that has not ended."""
    statement = select(LoginSession).where(
        LoginSession.id == session_id,
        LoginSession.user_id == actor.user_id,
        LoginSession.revoked_at.is_(None),
    )
    found: LoginSession | None = session().scalar(lock_row(statement) if lock else statement)
    if found is None:
        raise NotFound
    return found


def find_link(token: str, *, lock: bool = False) -> tuple[OneTimeLink, User] | None:
    """A one-time link that can still be used, with the open account it is for."""
    statement = (
        select(OneTimeLink, User)
        .join(User, User.id == OneTimeLink.user_id)
        .where(OneTimeLink.token_digest == token_digest(token), OneTimeLink.used_at.is_(None))
        .where(OneTimeLink.expires_at > clock.now(), is_open())
    )
    row = session().execute(lock_row(statement) if lock else statement).first()
    return (row[0], row[1]) if row else None


def list_tokens(actor: Actor) -> Sequence[ApiToken]:
    """The actor's tokens for programs that were not revoked."""
    return (
        session()
        .scalars(
            select(ApiToken)
            .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.id.desc())
        )
        .all()
    )


def _actor(row: Sequence[Any], **more: Any) -> Actor:
    user_id, name, display_name, avatar, locale, is_staff, silenced_until, *rest = row
    blocks, agreed, minor_since = rest
    return Actor(
        user_id=user_id, name=name, display_name=display_name, locale=locale,
        avatar=avatar_url(avatar), is_site_staff=is_staff, silenced_until=silenced_until,
        blocked=_blocked(user_id) if blocks else frozenset(),
        has_agreed=agreed == documents.version_in_force(), is_minor=minor_since is not None,
        **more,
    )  # fmt: skip


def _blocked(user_id: int) -> frozenset[int]:
    return frozenset(session().scalars(select(Block.blocked_id).where(Block.user_id == user_id)))
