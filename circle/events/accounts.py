"""What can happen to accounts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """A person closed their account; what is left is an anonymous shell."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A person's name, picture or bio is another one: pages that show it are out of date."""

    user_id: int
