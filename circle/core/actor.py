"""Who is acting: one plain value per request, built once, read by every policy."""

from dataclasses import dataclass, field
from datetime import datetime

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A guest, a person, a token or the system, outside or inside one circle."""

    user_id: int | None = None
    name: str = ""
    display_name: str = ""
    avatar: str | None = None
    locale: str | None = None
    is_site_staff: bool = False
    is_system: bool = False
    silenced_until: datetime | None = None
    has_agreed: bool = True  # to the terms in force
    is_minor: bool = False  # chose the mode for minors
    session_id: int | None = None
    region: str | None = None  # where the address is that this write came from
    scopes: frozenset[str] | None = None  # None: a person's own session, everything
    brand_id: int | None = None
    blocked: frozenset[int] = field(default_factory=frozenset)
    circle_id: int | None = None
    membership_id: int | None = None
    role: str | None = None
    state: str | None = None
    level: int = 0
    points: int = 0  # to spend in the circle entered
    has_news: bool = False  # reached a level or earned a badge there and was not told yet
    muted_until: datetime | None = None
    sealed_muted_until: datetime | None = None  # through what they wrote without a name
    powers: frozenset[str] = NOTHING
    privileges: frozenset[str] = NOTHING

    @property
    def is_guest(self) -> bool:
        """Nobody is signed in."""
        return self.user_id is None and not self.is_system

    @property
    def is_member(self) -> bool:
        """Belongs to the circle entered, muted or not."""
        return self.is_system or self.state in ("active", "muted")

    def can(self, power: str) -> bool:
        """Holds the role power in the circle entered."""
        return self.is_system or power in self.powers

    def may(self, privilege: str) -> bool:
        """Holds the level privilege in the circle entered."""
        return self.is_system or privilege in self.privileges

    def has_scope(self, scope: str) -> bool:
        """A session has every scope; a token those it was made with."""
        return self.scopes is None or scope in self.scopes


GUEST = Actor()
SYSTEM = Actor(is_system=True)
