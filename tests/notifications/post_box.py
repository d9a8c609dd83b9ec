"""Letters in tests: confirmed addresses, the hour letters go out, and what an SMTP server says."""

from datetime import datetime

from circle.accounts.models import User
from circle.core import clock
from circle.core.db import session, transaction
from circle.notifications import actions

NOON = (11, 0)  # outside of everybody's quiet hours


def address_of(person) -> str:
    """Where the letters of one of the cast go."""
    return f"{person.name}@example.org"


def confirm(person) -> None:
    """Give one of the cast a confirmed address."""
    with transaction():
        user = session().get_one(User, person.user_id)
        user.email = user.email_key = address_of(person)
        user.email_confirmed_at = clock.now()


def at_hour(clock_, hour: int) -> None:
    """Let it be this hour on the local clock, of the next day."""
    now = clock.local(clock.now())
    clock_.be(datetime(now.year, now.month, now.day, hour, tzinfo=now.tzinfo))
    clock_.travel(days=1)


def text_of(letter) -> str:
    """The plain words of a letter."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter) -> str:
    """The path of the link that ends letters like this one."""
    whole = letter["List-Unsubscribe"].strip("<>")
    return "/" + whole.split("/", 3)[3]


def let_arrive(person) -> None:
    """Have a letter of something else arrive at one of the cast, today: the way out is open."""
    cause = f"other:{clock.now().timestamp():.6f}"
    actions.begin_letter(person.user_id, cause)
    actions.note_sent(person.user_id, cause)
