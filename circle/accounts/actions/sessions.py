"""Signing in and out: sessions opened, touched and ended, and keys for programs."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, update

from circle.accounts import passwords, queries
from circle.accounts.models import ApiToken, LoginSession, User
from circle.accounts.policy import (
    MAX_TOKENS,
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    is_person,
)
from circle.accounts.schemas import Browser, NewToken, SignIn
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session, transaction
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.throttle import count_try, forget_tries, take_back_try
from circle.core.tokens import make_token, token_digest
from circle.events import StaffActed

LASTS = timedelta(days=90)  # however often the browser comes back
TOUCH_WAIT_MS = 50  # of a read that happens to be the first in an hour
READ_WRITE = frozenset({"read", "write"})  # what a key may ask that has no power over others
MAX_SESSIONS = 50  # of one person; a program that signs in for ever ends its oldest


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: whose, and the token for the cookie."""

    user_id: int
    token: str


def sign_in(who: SignIn, browser: Browser) -> Opened:
    """Sign in with name or confirmed address and password; a wrong one and an unknown one alike.

    Raises ClosedOut for who staff closed out, Invalid `wrong_credentials`, TooMany after 10 tries
    in 15 minutes.
    """
    account = queries.email_key(who.name)
    count_try(SIGN_IN_ADDRESS, browser.ip)
    count_try(SIGN_IN_ACCOUNT, token_digest(account))
    user = queries.find_account(who.name) or queries.find_closed_out(who.name)
    if not passwords.matches(user.password_hash if user else None, who.password) or user is None:
        raise Invalid(
            lazy("Name and password don't match. Check both, or have a link sent to you"),
            code="wrong_credentials",
        )
    if user.banned_at is not None:
        raise queries.ClosedOut(user)
    known = user.password_hash or ""
    renewed = passwords.hash_password(who.password) if passwords.is_outdated(known) else None
    token = _sign_in(user.id, known, renewed, browser)
    forget_tries(SIGN_IN_ACCOUNT, token_digest(account))
    take_back_try(SIGN_IN_ADDRESS, browser.ip)  # not forgotten: others' names were tried too
    return Opened(user.id, token)


@action
def open_session(user_id: int, via: str, browser: Browser) -> str:
    """Sign a browser in: a new secret, good for 90 days and 30 days without a visit."""
    token = make_token()
    _note_region(user_id, browser.region)
    session().add(
        LoginSession(
            user_id=user_id, token_digest=token_digest(token), via=via,
            user_agent=browser.user_agent[:200], ip_region=browser.region,
            device=browser.device, network=browser.network,
            expires_at=clock.now() + LASTS,
        )
    )  # fmt: skip
    session().flush()
    _end_oldest(user_id)
    user = session().get(User, user_id)
    if user is not None and user.is_staff:
        told = {"how": via, "region": browser.region}
        emit(StaffActed(None, user_id, "signed_in", "user", user_id, told))
    return token


def touch_session(actor: Actor, region: str | None) -> None:
    """Note that a browser was here, and where; at most once an hour, and waits for no writer."""
    noting = (
        update(LoginSession)
        .where(LoginSession.id == actor.session_id, LoginSession.revoked_at.is_(None))
        .values(seen_at=clock.now(), ip_region=func.coalesce(region, LoginSession.ip_region))
    )
    with transaction(wait_ms=TOUCH_WAIT_MS) as current:
        _note_region(actor.user_id, region)
        current.execute(noting)


@action
def sign_out(actor: Actor) -> None:
    """End the session one is in; for a guest nothing happens."""
    if actor.session_id is not None:
        _revoke(LoginSession.id == actor.session_id)


@action
def revoke_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions, on whatever device."""
    require(actor, is_person(actor))
    queries.get_session(actor, session_id, lock=True).revoked_at = clock.now()


@action
def revoke_other_sessions(actor: Actor) -> int:
    """End every session but the one one is in; answers how many."""
    require(actor, is_person(actor))
    return end_sessions(actor.user_id or 0, but=actor.session_id)


@action
def end_sessions(user_id: int, but: int | None = None) -> int:
    """End a user's sessions, all or all but one; answers how many."""
    return _revoke((LoginSession.user_id == user_id) & (LoginSession.id != (but or 0)))


@action
def create_api_token(actor: Actor, new: NewToken) -> tuple[ApiToken, str]:
    """Make a key for a program acting as oneself; the secret is shown this once."""
    require(actor, is_person(actor))
    if len(queries.list_tokens(actor)) >= MAX_TOKENS:
        raise Conflict(lazy("There are %(num)s already. Revoke one first", num=MAX_TOKENS))
    secret = make_token()
    token = ApiToken(
        user_id=actor.user_id, name=new.name, scopes=sorted(set(new.scopes)),
        token_digest=token_digest(secret),
    )  # fmt: skip
    session().add(token)
    session().flush()
    if not READ_WRITE.issuperset(token.scopes):
        told = {"name": token.name, "how": " ".join(token.scopes)}
        emit(StaffActed(None, actor.user_id, "token", "token", token.id, told))
    return token, secret


@action
def revoke_api_token(actor: Actor, token_id: int) -> None:
    """Make a program's key worthless."""
    require(actor, is_person(actor))
    token = session().get(ApiToken, token_id)
    if token is None or token.user_id != actor.user_id or token.revoked_at:
        raise NotFound
    token.revoked_at = clock.now()


@action
def _sign_in(user_id: int, known: str, renewed: str | None, browser: Browser) -> str:
    user: User = queries.get_user(user_id, lock=True)
    if user.password_hash != known or user.is_closed or user.banned_at:
        raise Conflict(lazy("The password was changed just now. Sign in with the new one"))
    if renewed:
        user.password_hash = renewed
    return open_session(user_id, "password", browser)


def _note_region(user_id: int | None, region: str | None) -> None:
    """Put where a person is on their profile; an unknown place leaves the last known one."""
    if region is not None:
        moved = User.ip_region.is_distinct_from(region)
        noting = update(User).where(User.id == user_id, moved).values(ip_region=region)
        session().execute(noting)


def _end_oldest(user_id: int) -> None:
    alive = queries.list_sessions(Actor(user_id=user_id))
    for old in alive[MAX_SESSIONS:]:
        old.revoked_at = clock.now()


def _revoke(which: ColumnElement[bool]) -> int:
    ended = session().execute(
        update(LoginSession)
        .where(which, LoginSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(LoginSession.id)
    )
    return len(ended.all())
