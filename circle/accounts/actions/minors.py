"""The mode for minors: a person chooses it with a PIN, and nobody leaves it without."""

from sqlalchemy import delete, or_, update

from circle.accounts import passwords, queries
from circle.accounts.models import MinorsMode, User
from circle.accounts.policy import PINS, is_person
from circle.accounts.schemas import MinorsChoice
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, session, transaction
from circle.core.errors import Conflict, Invalid, Unavailable
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.throttle import count_try, forget_tries

NOTE_WAIT_MS = 50  # a page does not wait for a minute to be counted


def choose_minors_mode(actor: Actor, choice: MinorsChoice) -> MinorsMode:
    """A person takes the mode for minors, with a PIN to leave it by. No age is asked for."""
    require(actor, is_person(actor))
    return _choose(actor, passwords.hash_password(choice.pin), choice.minutes)


def leave_minors_mode(actor: Actor, pin: str) -> None:
    """Leave the mode with its PIN. Five wrong ones, and it takes a quarter of an hour."""
    require(actor, is_person(actor))
    count_try(PINS, f"u{actor.user_id}")
    mode = queries.minors_mode(actor.user_id or 0)
    if mode is None or not passwords.matches(mode.pin_hash, pin):
        wrong = lazy("This is not the PIN")
        raise Invalid(wrong, code="wrong_pin", errors={"pin": [wrong]})
    end_minors_mode(actor.user_id or 0)
    forget_tries(PINS, f"u{actor.user_id}")


@action
def end_minors_mode(user_id: int) -> None:
    """End the mode for somebody: with the PIN, by the operator, with the account."""
    session().execute(update(User).where(User.id == user_id).values(minor_since=None))
    session().execute(delete(MinorsMode).where(MinorsMode.user_id == user_id))


def note_minute(mode: MinorsMode) -> None:
    """Count a minute as spent here, once however many pages were read in it.

    A read does this by the way: when the database is busy the next one does it.
    """
    minute = clock.now().replace(second=0, microsecond=0)
    today = clock.local_day(minute)
    if mode.counted_at is not None and mode.counted_at >= minute:
        return
    noting = (
        update(MinorsMode)
        .where(MinorsMode.user_id == mode.user_id)
        .where(or_(MinorsMode.counted_at.is_(None), MinorsMode.counted_at < minute))
        .values(day=today, used=mode.used_on(today) + 1, counted_at=minute)
        .execution_options(synchronize_session=False)
    )
    try:
        with transaction(wait_ms=NOTE_WAIT_MS) as current:
            current.execute(noting)
    except Unavailable:
        return


@action
def _choose(actor: Actor, pin_hash: str, minutes: int) -> MinorsMode:
    user = queries.get_user(actor.user_id or 0, lock=True)
    if user.minor_since is not None:
        raise Conflict(lazy("The mode is on already. Leave it first, with its PIN"), code="is_on")
    user.minor_since = clock.now()
    mode = MinorsMode(
        user_id=user.id, pin_hash=pin_hash, minutes=minutes, day=clock.local_day(), used=0
    )
    session().add(mode)
    return mode
