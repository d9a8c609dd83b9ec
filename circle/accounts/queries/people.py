"""Reads of persons: their rows, and what others may know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from circle.accounts.models import Block, LoginSession, User, avatar_url
from circle.accounts.names import (
    JOINERS,
    kept_form,
    name_key,
    shown_skeleton,
    simplified_too,
)
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.i18n import _


@dataclass(frozen=True, slots=True)
class Person:
    """What anybody may know of a user: enough for a face, a name and a link."""

    id: int
    name: str
    display_name: str
    avatar_url: str | None
    url: str
    is_closed: bool


def is_open() -> ColumnElement[bool]:
    """The accounts that can be used: neither closed nor banned."""
    return User.closed_at.is_(None) & User.banned_at.is_(None)


def can_sign_in(user_id: int) -> bool:
    """Whether somebody is behind an account: there is a password, or they were here before."""
    been = select(LoginSession.id).where(LoginSession.user_id == User.id).exists()
    found = select(User.id).where(
        User.id == user_id, is_open(), or_(User.password_hash.is_not(None), been)
    )
    return session().scalar(found) is not None


def get_user(user_id: int, *, lock: bool = False) -> User:
    """One user's row, closed or not; `lock` reads it fresh for writing."""
    statement = select(User).where(User.id == user_id)
    user: User | None = session().scalar(lock_row(statement) if lock else statement)
    if user is None:
        raise NotFound
    return user


def get_user_by_name(name: str) -> User:
    """The open account of this name, however its case and width are written."""
    user = session().scalar(select(User).where(User.name_key == name_key(name), is_open()))
    if user is None:
        raise NotFound
    return user


def find_account(name_or_email: str) -> User | None:
    """The open account somebody means when signing in: by name, else by a confirmed address."""
    if "@" not in name_or_email:
        return session().scalar(
            select(User).where(User.name_key == name_key(name_or_email), is_open())
        )
    return find_by_email(name_or_email)


def find_by_email(email: str) -> User | None:
    """The open account that confirmed this address first; an unconfirmed one proves nothing."""
    return session().scalar(
        select(User)
        .where(User.email_key == email_key(email), User.email_confirmed_at.is_not(None), is_open())
        .order_by(User.email_confirmed_at, User.id)
        .limit(1)
    )


def email_key(email: str) -> str:
    """What an address is looked up by."""
    return email.strip().casefold()


def people(ids: Collection[int]) -> dict[int, Person]:
    """Faces and names of these users, in one query; closed accounts without either."""
    if not ids:
        return {}
    columns = (User.id, User.name, User.display_name, User.avatar, User.closed_at)
    rows = session().execute(select(*columns).where(User.id.in_(ids)))
    return {row.id: _person(row) for row in rows}


def get_person(user_id: int) -> Person:
    """One user's face and name."""
    found = people([user_id])
    if not found:
        raise NotFound
    return found[user_id]


def get_person_by_name(name: str) -> Person:
    """The face behind a name; a closed account is not found by its name."""
    columns = (User.id, User.name, User.display_name, User.avatar, User.closed_at)
    row = (
        session()
        .execute(select(*columns).where(User.name_key == name_key(name), User.closed_at.is_(None)))
        .first()
    )
    if row is None:
        raise NotFound
    return _person(row)


def user_ids_by_name(names: Collection[str]) -> dict[str, int]:
    """Whom these names mean: name key to user id, of those that exist."""
    keys = {name_key(name) for name in names}
    if not keys:
        return {}
    rows = session().execute(
        select(User.name_key, User.id).where(User.name_key.in_(keys), User.closed_at.is_(None))
    )
    return {row.name_key: row.id for row in rows}


def taken(key: str, skeleton: str) -> bool:
    """Whether a name, or one that looks like it, belongs to somebody, even to a closed account."""
    alike = simplified_too(skeleton)
    clause = or_(
        User.name_key.in_((key, kept_form(key))),
        User.name_skeleton.in_((*alike, *map(kept_form, alike))),
    )
    return session().scalar(select(User.id).where(clause).limit(1)) is not None


def is_held(shown: str, besides: int = 0) -> bool:
    """Whether staff of a living circle, or of the site, are shown by this or by what looks it."""
    alike = User.held_skeleton.in_(simplified_too(shown_skeleton(shown)))
    held = select(User.id).where(alike, User.id != besides).limit(1)
    return session().scalar(held) is not None


def goes_by(shown: str, besides: int = 0) -> bool:
    """Whether somebody else has this name or one that looks like it, or is staff and shown so."""
    named = User.name_skeleton.in_(simplified_too(shown_skeleton(shown, JOINERS)))
    found = session().scalar(select(User.id).where(named, User.id != besides).limit(1))
    return found is not None or is_held(shown, besides)


def holds_name(user_id: int) -> bool:
    """Whether what somebody is shown as is theirs alone."""
    found = session().scalar(select(User.held_skeleton).where(User.id == user_id))
    return found is not None


def blocked_people(actor: Actor) -> list[Person]:
    """Whom the actor blocked, last first."""
    ids = (
        session()
        .scalars(
            select(Block.blocked_id)
            .where(Block.user_id == actor.user_id)
            .order_by(Block.created_at.desc(), Block.blocked_id)
        )
        .all()
    )
    known = people(ids)
    return [known[ident] for ident in ids]


def _person(row: Any) -> Person:
    if row.closed_at is not None:
        return Person(row.id, "", _("Closed account"), None, "", True)
    avatar = avatar_url(row.avatar)
    return Person(row.id, row.name, row.display_name, avatar, f"/u/{row.name}", False)
