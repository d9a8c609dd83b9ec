"""What can happen to accounts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """A person closed their account; what is left is an anonymous shell."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PersonSilenced:
    """Staff of the site keep somebody from writing anywhere until then; None: no longer."""

    user_id: int
    until: datetime | None
    by_id: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonBanned:
    """Staff of the site closed somebody out, or let them in again (`on`)."""

    user_id: int
    on: bool
    by_id: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A person's name, picture or bio is another one: pages that show it are out of date."""

    user_id: int
