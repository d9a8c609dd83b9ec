"""Who may do what to an account, and how often anybody may try."""

from datetime import timedelta

from circle.accounts.models import MinorsMode, User
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny
from circle.core.throttle import Limit

MINUTE, HOUR = 60, 3600

SIGN_IN_ACCOUNT = Limit("sign-in-account", 10, 15 * MINUTE)  # a window, so nobody is locked out
SIGN_IN_ADDRESS = Limit("sign-in-address", 10, 15 * MINUTE)
LETTERS_ACCOUNT = Limit("letters-account", 5, HOUR)
LETTERS_ADDRESS = Limit("letters-address", 20, HOUR)
SIGN_UP_ADDRESS = Limit("sign-up-address", 20, HOUR)
PROOFS = Limit("proofs", 10, 15 * MINUTE)  # passwords asked for again inside a session

PINS = Limit("minors-pin", 5, 15 * MINUTE)  # of four digits, tried by a child with time
NIGHT = (22, 6)  # from, to: hours of the local clock

FRESH = timedelta(minutes=10)  # a sign-in this recent proves as much as the password
MAX_TOKENS = 20  # keys for programs of one person
MAX_BLOCKS = 1000


def has_time(mode: MinorsMode) -> Decision:
    """Whether somebody in the mode for minors may be here now: not at night, and not for ever."""
    hour = clock.local(clock.now()).hour
    if hour >= NIGHT[0] or hour < NIGHT[1]:
        night = lazy("It is night. The mode for minors opens again at six in the morning")
        return deny(night, "minors_night")
    if mode.used_today >= mode.minutes:
        return deny(
            lazy("The %(num)s minutes of today are used up. See you tomorrow", num=mode.minutes),
            "minors_time",
        )
    return ALLOW


def can_sign_in(actor: Actor) -> Decision:
    """Anybody who has an account and is not signed in with a program's token."""
    return ALLOW if actor.scopes is None else deny(lazy("A token cannot do this"))


def is_person(actor: Actor) -> Decision:
    """A signed-in person in a browser: what concerns the account itself is not for programs."""
    if actor.user_id is None:
        return deny(lazy("Sign in first"))
    if actor.scopes is not None:
        return deny(lazy("Only you yourself can do this, not a program"))
    return ALLOW


def is_signed_in(actor: Actor) -> Decision:
    """A person, or a program acting for one."""
    return ALLOW if actor.user_id is not None else deny(lazy("Sign in first"))


def can_sanction(actor: Actor, user: User) -> Decision:
    """Staff of the site, over everybody but themselves and one another."""
    if actor.is_system:
        return ALLOW
    if not actor.is_site_staff:
        return deny(lazy("Only the staff of this site can do this"))
    if user.id == actor.user_id or user.is_staff:
        return deny(lazy("You can't do this to yourself or to other staff of this site"))
    return ALLOW


def can_block(actor: Actor, user_id: int) -> Decision:
    """Anybody signed in may block anybody but themselves."""
    if actor.user_id == user_id:
        return deny(lazy("You can't block yourself"))
    return is_signed_in(actor)
