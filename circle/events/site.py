"""What can happen to the site as a whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SwitchTurned:
    """Somebody who looks after the site turned one of its switches; no user: the command line."""

    name: str
    is_on: bool
    reason: str
    user_id: int | None
