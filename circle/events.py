"""What can happen, as frozen facts in the past tense: ids and plain values, nothing to call."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """A person closed their account; what is left is an anonymous shell."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A person's name, picture or bio is another one: pages that show it are out of date."""

    user_id: int


@dataclass(frozen=True, slots=True)
class CircleCreated:
    """A circle exists."""

    circle_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class CircleClosed:
    """A circle was archived, or hidden because its owner deleted it."""

    circle_id: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class CircleReopened:
    """An archived or deleted circle lives on."""

    circle_id: int


@dataclass(frozen=True, slots=True)
class CirclePurged:
    """Nothing is left of a deleted circle; its last row goes in this transaction."""

    circle_id: int


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """A circle has new rules, to be accepted again."""

    circle_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RequestDecided:
    """Staff let somebody in, or did not."""

    circle_id: int
    user_id: int
    membership_id: int
    admitted: bool


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """Somebody has another role in a circle."""

    circle_id: int
    user_id: int
    membership_id: int
    role: str


@dataclass(frozen=True, slots=True)
class MemberMuted:
    """Somebody may not write for a while (`until`, None: until lifted), or may again (`on`)."""

    circle_id: int
    user_id: int
    membership_id: int
    on: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody became a member; `invited_by` when a member's link brought them."""

    circle_id: int
    user_id: int
    membership_id: int
    invited_by: int | None


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Somebody left, was removed or was banned (`state`)."""

    circle_id: int
    user_id: int
    membership_id: int
    state: str


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """Somebody asked to be let in."""

    circle_id: int
    user_id: int
    membership_id: int


@dataclass(frozen=True, slots=True)
class OwnershipPassed:
    """A circle has another owner; `undone` when it went back."""

    circle_id: int
    from_user_id: int
    to_user_id: int
    undone: bool


@dataclass(frozen=True, slots=True)
class EntryPublished:
    """An entry can be seen by others for the first time, with the facts that may earn something."""

    circle_id: int
    entry_id: int
    kind: str
    category: str
    author_id: int
    anonymous: bool
    root_id: int | None
    root_author_id: int | None
    parent_id: int | None
    characters: int
    sketch: tuple[int, ...]
    has_media: bool
    mentioned_ids: tuple[int, ...]
    thread_idle_days: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EntryEdited:
    """A visible entry's text or pictures changed."""

    circle_id: int
    entry_id: int
    editor_id: int


@dataclass(frozen=True, slots=True)
class EntryWithheld:
    """An entry waits for review before others see it."""

    circle_id: int
    entry_id: int
    author_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class EntryHidden:
    """Staff took an entry out of sight; reversible."""

    circle_id: int
    entry_id: int
    author_id: int
    act_id: int


@dataclass(frozen=True, slots=True)
class EntryRemoved:
    """Its author took an entry away."""

    circle_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryRestored:
    """An entry that was hidden or removed is back, in the state it had before."""

    circle_id: int
    entry_id: int
    author_id: int
    status: str


@dataclass(frozen=True, slots=True)
class EntryLiked:
    """A member liked an entry for the first time, or again after taking it back."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryUnliked:
    """A member took a like back."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryFeatured:
    """Staff marked an entry as worth everybody's time (`on`), or took the mark away."""

    circle_id: int
    entry_id: int
    author_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class MemberFollowed:
    """A member follows a member, an entry or a tag."""

    circle_id: int
    follower_id: int
    kind: str
    target_id: int


@dataclass(frozen=True, slots=True)
class LevelRaised:
    """A member reached a level."""

    circle_id: int
    user_id: int
    level: int


@dataclass(frozen=True, slots=True)
class BadgeEarned:
    """A member earned a badge."""

    circle_id: int
    user_id: int
    badge: str
