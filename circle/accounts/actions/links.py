"""One-time links: made, mailed, used once; and what they open: passwords and addresses."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from circle.accounts import documents, letters, queries
from circle.accounts.actions.sessions import end_sessions, open_session
from circle.accounts.models import Consent, OneTimeLink, User
from circle.accounts.policy import is_person
from circle.accounts.queries.sign_in import Proof
from circle.accounts.schemas import Browser
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.mail import post_letter
from circle.core.policy import require
from circle.core.tokens import make_token, token_digest

SIGN_IN, PASSWORD, EMAIL = "sign_in", "password", "email"
LASTS = {
    SIGN_IN: timedelta(minutes=15), PASSWORD: timedelta(hours=1), EMAIL: timedelta(hours=24),
}  # fmt: skip
ADDRESS_TAKEN = lazy("This address belongs to another account of this site")
OPERATOR_LINK_LASTS = timedelta(hours=24)  # printed on a terminal, carried over by hand


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link somebody asked for: what for, whose account, where it leads, in which language."""

    purpose: str
    account: str
    origin: str
    locale: str
    following: str = ""  # the page of this site they were going to, when there was one

    def address(self, token: str) -> str:
        """Where the letter leads; from there on to the page they were going to."""
        link = f"{self.origin}/link/{token}"
        return f"{link}?{urlencode({'next': self.following})}" if self.following else link


@action
def request_link(wanted: Wanted) -> None:
    """Have a link mailed, if the account exists: looked up later, so both take equally long."""
    enqueue(
        "accounts.mail_link",
        {"purpose": wanted.purpose, "account": wanted.account, "origin": wanted.origin,
         "locale": wanted.locale, "following": wanted.following},
    )  # fmt: skip


@action
def mail_link(wanted: Wanted) -> None:
    """Make the link and post its letter to the confirmed address; for nobody nothing is sent."""
    user = queries.find_account(wanted.account)
    if user is None or not user.email or not user.email_confirmed_at:
        return
    token = make_link(user, wanted.purpose)
    post_letter(letters.link_letter(user, wanted.purpose, wanted.address(token)))


@action
def ask_confirmation(actor: Actor, origin: str, *, again: bool = False) -> None:
    """Have the actor's own address confirmed by a letter to it; `again`: also a confirmed one, from
    which letters came back."""
    require(actor, is_person(actor))
    user = queries.get_user(actor.user_id or 0, lock=True)
    if not user.email or (user.email_confirmed_at and not again):
        raise Conflict(lazy("There is no address waiting to be confirmed"))
    token = make_link(user, EMAIL)
    post_letter(letters.link_letter(user, EMAIL, f"{origin}/link/{token}"))


@action
def make_link(user: User, purpose: str, lasts: timedelta | None = None) -> str:
    """A link good once; an earlier one for the same purpose ends."""
    end_links(user.id, purpose)
    token = make_token()
    session().add(
        OneTimeLink(
            user_id=user.id, purpose=purpose, token_digest=token_digest(token), email=user.email,
            expires_at=clock.now() + (lasts or LASTS[purpose]),
        )
    )  # fmt: skip
    return token


@action
def use_link(token: str, browser: Browser) -> tuple[int, str]:
    """Sign in by a link, once; answers the user and the new session's token."""
    user = _spend(token, SIGN_IN)
    return user.id, open_session(user.id, "link", browser)


@action
def reset_password(token: str, password_hash: str, browser: Browser) -> tuple[int, str]:
    """Set a password by a link, once: every session ends, a new one begins."""
    user = _spend(token, PASSWORD)
    user.password_hash = password_hash
    end_sessions(user.id)
    end_links(user.id)
    return user.id, open_session(user.id, "link", browser)


@action
def confirm_email(token: str) -> User:
    """Confirm an address by a link, once; an address serves one account."""
    user = _spend(token, EMAIL)
    owner = queries.find_by_email(user.email or "")
    if owner is not None and owner.id != user.id:
        raise Conflict(ADDRESS_TAKEN)
    _confirm(user)
    return user


@action
def set_password(actor: Actor, proof: Proof, password_hash: str) -> None:
    """Set another password: other sessions and open links end."""
    user = _proven(actor, proof)
    user.password_hash = password_hash
    end_sessions(user.id, but=actor.session_id)
    end_links(user.id)


@action
def change_email(actor: Actor, proof: Proof, email: str | None, origin: str) -> User:
    """Set another address, unconfirmed until its letter is answered, or take it away."""
    user = _proven(actor, proof)
    user.email = email
    user.email_key = queries.email_key(email) if email else None
    user.email_confirmed_at = None
    end_links(user.id)
    _agree(user.id, documents.EMAIL, agreed=email is not None)
    if email:
        token = make_link(user, EMAIL)
        post_letter(letters.link_letter(user, EMAIL, f"{origin}/link/{token}"))
    return user


@action
def end_links(user_id: int, purpose: str | None = None) -> None:
    """Make a user's open links worthless, of one purpose or all."""
    ended = update(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    if purpose:
        ended = ended.where(OneTimeLink.purpose == purpose)
    session().execute(ended.values(used_at=clock.now()))


def _confirm(user: User) -> None:
    """The database decides between two who confirm one address at once."""
    try:
        with session().begin_nested():
            user.email_confirmed_at = clock.now()
    except IntegrityError as error:
        raise Conflict(ADDRESS_TAKEN) from error


def _spend(token: str, purpose: str) -> User:
    found = queries.find_link(token, lock=True)
    if found is None or found[0].purpose != purpose or not _still_meant(*found):
        raise NotFound(lazy("This link was used already or is too old. Ask for a new one"))
    link, user = found
    link.used_at = clock.now()
    return user


def _still_meant(link: OneTimeLink, user: User) -> bool:
    """Whether the account still has the address the link went to."""
    return link.email is None or link.email == user.email


def _proven(actor: Actor, proof: Proof) -> User:
    """The actor's own row, locked, if what was proved still holds."""
    require(actor, is_person(actor))
    user = queries.get_user(actor.user_id or 0, lock=True)
    if proof.user_id != user.id or proof.password_hash != user.password_hash:
        raise Conflict(lazy("The account changed in the meantime. Try once more"))
    return user


def _agree(user_id: int, document: str, *, agreed: bool) -> None:
    """Record that an optional document is agreed to, or no longer."""
    version = documents.VERSIONS[document]
    known = session().scalar(
        select(Consent).where(
            Consent.user_id == user_id, Consent.document == document, Consent.version == version
        )
    )
    if known is None and agreed:
        session().add(Consent(user_id=user_id, document=document, version=version))
    elif known is not None and agreed and known.withdrawn_at:
        known.withdrawn_at, known.accepted_at = None, clock.now()
    elif known is not None and not agreed:
        known.withdrawn_at = clock.now()
