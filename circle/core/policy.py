"""Decisions: what a policy answers and how a verb insists on it."""

from dataclasses import dataclass

from circle.core.actor import Actor
from circle.core.errors import Attempt, NotAllowed, SignInNeeded
from circle.core.i18n import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with the reason a person can act on."""

    allowed: bool
    reason: Text | None = None
    code: str = "not_allowed"
    power: str | None = None  # of a role: who lacks it and tries is kept in the log
    about: tuple[str, int] | None = None  # whom it would have reached

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)


def deny(reason: Text, code: str = "not_allowed") -> Decision:
    """No, and why."""
    return Decision(False, reason, code)


def lacking(reason: Text, power: str, about: tuple[str, int] | None = None) -> Decision:
    """No, because it takes a power of a role that the actor does not hold, or not over them."""
    return Decision(False, reason, power=power, about=about)


def require(actor: Actor, decision: Decision) -> None:
    """Go on only when allowed; a guest is asked to sign in, others get the reason."""
    if decision.allowed:
        return
    if actor.is_guest:
        raise SignInNeeded(decision.reason)
    refusal = NotAllowed(decision.reason, code=decision.code)
    if decision.power is not None and actor.user_id is not None:
        refusal.attempt = Attempt(actor.user_id, actor.circle_id, decision.power, decision.about)
    raise refusal
