"""What staff of the site do to accounts: nothing more to say for a while, or no way in at all."""

from datetime import datetime

from circle.accounts import policy, queries
from circle.accounts.models import User
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import PersonBanned, PersonSilenced


@action
def silence_person(actor: Actor, user_id: int, until: datetime | None, reason: str = "") -> User:
    """Keep somebody from writing anywhere until a time, or (None) let them write again."""
    user = queries.get_user(user_id, lock=True)
    require(actor, policy.can_sanction(actor, user))
    if until is not None and until <= clock.now():
        raise Invalid(errors={"until": [lazy("Choose a time to come")]})
    user.silenced_until = until
    emit(PersonSilenced(user.id, until, by_id=actor.user_id, reason=reason))
    return user


@action
def close_out(actor: Actor, user_id: int, reason: str = "") -> User:
    """Let somebody in no more: every browser and program of theirs is out with the next request."""
    user = queries.get_user(user_id, lock=True)
    require(actor, policy.can_sanction(actor, user))
    if user.banned_at is not None:
        raise Conflict(lazy("They are banned already"), code="banned")
    user.banned_at = clock.now()
    emit(PersonBanned(user.id, on=True, by_id=actor.user_id, reason=reason))
    return user


@action
def let_in(actor: Actor, user_id: int) -> User:
    """Let somebody in again who was banned from the whole site."""
    user = queries.get_user(user_id, lock=True)
    require(actor, policy.can_sanction(actor, user))
    if user.banned_at is None:
        raise Conflict(lazy("They are not banned"), code="not_banned")
    user.banned_at = None
    emit(PersonBanned(user.id, on=False, by_id=actor.user_id))
    return user
