"""Decisions: what a policy answers and how a verb insists on it."""

from dataclasses import dataclass

from circle.core.actor import Actor
from circle.core.errors import NotAllowed, SignInNeeded
from circle.core.i18n import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with the reason a person can act on."""

    allowed: bool
    reason: Text | None = None
    code: str = "not_allowed"

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)


def deny(reason: Text, code: str = "not_allowed") -> Decision:
    """No, and why."""
    return Decision(False, reason, code)


def require(actor: Actor, decision: Decision) -> None:
    """Go on only when allowed; a guest is asked to sign in, others get the reason."""
    if decision.allowed:
        return
    if actor.is_guest:
        raise SignInNeeded(decision.reason)
    raise NotAllowed(decision.reason, code=decision.code)
