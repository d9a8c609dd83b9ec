"""Who was closed out of the site: known by their password, they read why and may appeal."""

import hmac

from sqlalchemy import and_, select

from circle.accounts.models import User
from circle.accounts.names import name_key
from circle.accounts.queries.people import email_key
from circle.core.db import session
from circle.core.errors import NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.tokens import keyed_digest


class ClosedOut(NotAllowed):
    """Somebody staff closed out of the site came with the right password; `way` tells them why."""

    code = "closed_out"
    title = lazy("This account was closed out of the site")

    def __init__(self, user: User) -> None:
        self.way = f"/closed-out/{closed_out_token(user)}"
        told = lazy("Your account was closed out of this site. Read why at %(way)s", way=self.way)
        super().__init__(told)


def find_closed_out(name_or_email: str) -> User | None:
    """The account somebody means that staff closed out of the site: by name or address."""
    which = User.name_key == name_key(name_or_email)
    if "@" in name_or_email:
        key = email_key(name_or_email)
        which = and_(User.email_key == key, User.email_confirmed_at.is_not(None))
    out = select(User).where(User.banned_at.is_not(None), User.closed_at.is_(None), which)
    return session().scalars(out.order_by(User.id).limit(1)).one_or_none()


def closed_out_token(user: User) -> str:
    """What the address carries at which somebody closed out reads why: good until they are let in.
    """
    since = user.banned_at.isoformat() if user.banned_at else ""
    return f"{user.uid}.{keyed_digest('closed out', f'{user.uid} {since}')[:40]}"


def closed_out_by(token: str) -> User:
    """Who was closed out, by that token; NotFound for one that is wrong, or no longer right."""
    out = (User.banned_at.is_not(None), User.closed_at.is_(None))
    user = session().scalars(
        select(User).where(User.uid == token.partition(".")[0], *out)
    ).one_or_none()
    right = closed_out_token(user) if user is not None else ""
    if user is None or not hmac.compare_digest(token.encode("utf-8", "replace"), right.encode()):
        raise NotFound
    return user
