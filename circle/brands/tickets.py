"""What a sign-in ticket says and when it is good: pure, given the brand's secret and the time."""

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from circle.core.errors import BadRequest
from circle.core.i18n import lazy

ALGORITHM = "HS256"  # pinned: what a ticket's header asks for is not listened to
AUDIENCE = "circle"
MAX_LIFE = 60  # seconds; long enough for a slow phone to open the page
MAX_SKEW = 5  # seconds the brand's clock may be off
MAX_TICKET = 4096  # characters of the whole ticket
MAX_SUBJECT = 200
MAX_JTI = 128
NOBODY = frozenset(("", "none", "nil", "null", "undefined", "blank", "0"))
NEEDED = ("sub", "jti", "iat", "exp", "aud")


class TicketRefused(BadRequest):
    """A ticket that cannot be used; the person signs in another way."""

    code = "ticket_refused"
    title = lazy("This way in cannot be used. Open the page again, or sign in here")


class TicketSpent(TicketRefused):
    """A ticket that was used before: a page reloaded, or gone back to."""

    code = "ticket_spent"
    title = lazy("This way in was used already. Sign in here, or open the page again from outside")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a brand says of the person it sends."""

    brand_id: int
    subject: str
    name: str
    jti: str
    expires_at: datetime

    @property
    def digest(self) -> str:
        """What is kept of a spent ticket. Of its number, not its text: that can be respelled."""
        return hashlib.sha256(f"{self.brand_id}:{self.jti}".encode()).hexdigest()

    @property
    def forgettable_at(self) -> datetime:
        """When it would be refused for its age alone."""
        return self.expires_at + timedelta(seconds=2 * MAX_SKEW)


def key_id(ticket: str) -> str:
    """Which key a ticket says it is signed with; TicketRefused when it is no ticket."""
    if len(ticket) > MAX_TICKET or not ticket.isascii():
        raise TicketRefused
    try:
        kid = jwt.get_unverified_header(ticket).get("kid")
    except jwt.PyJWTError as error:
        raise TicketRefused from error
    if not isinstance(kid, str) or not 1 <= len(kid) <= 26:
        raise TicketRefused
    return kid


def read_ticket(ticket: str, *, secret: str, brand_id: int, now: datetime) -> Ticket:
    """The ticket, when its signature, audience and times are good; else TicketRefused."""
    try:
        claims = jwt.decode(
            ticket, secret, algorithms=[ALGORITHM], audience=AUDIENCE,
            options={
                "require": list(NEEDED), "verify_exp": False, "verify_iat": False,
                "verify_nbf": False,
            },
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError) as error:
        raise TicketRefused from error
    return Ticket(
        brand_id=brand_id,
        subject=_text(claims["sub"], MAX_SUBJECT),
        name=_name(claims.get("name")),
        jti=_text(claims["jti"], MAX_JTI),
        expires_at=_end(claims, now.timestamp()),
    )




def _end(claims: dict[str, Any], now: float) -> datetime:
    """When the ticket ends; one too long-lived, past or from the future is refused."""
    start, end = _seconds(claims["iat"]), _seconds(claims["exp"])
    if not 0 < end - start <= MAX_LIFE:
        raise TicketRefused
    if start > now + MAX_SKEW or end < now - MAX_SKEW:
        raise TicketRefused
    return datetime.fromtimestamp(end, UTC)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TicketRefused
    return float(value) if abs(value) < 2**40 else math.inf


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > longest:
        raise TicketRefused
    if value.strip().casefold() in NOBODY:
        raise TicketRefused
    return value


def _name(value: Any) -> str:
    """The name as the brand has it, without what cannot be shown; it becomes ours elsewhere."""
    if not isinstance(value, str):
        return ""
    return "".join(ch for ch in value if ch.isprintable())[:80].strip()
