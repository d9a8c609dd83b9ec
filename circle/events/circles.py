"""What can happen to circles and their members."""

from dataclasses import dataclass
from datetime import datetime

from circle.events.occurrence import happened


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
class CircleFrozen:
    """In a crisis only staff write in a circle."""

    circle_id: int
    reason: str
    user_id: int | None


@dataclass(frozen=True, slots=True)
class CircleThawed:
    """Everybody writes in a circle again."""

    circle_id: int
    user_id: int | None


@dataclass(frozen=True, slots=True)
class VisibilityChanged:
    """A circle is open to others than before."""

    circle_id: int
    visibility: str


@dataclass(frozen=True, slots=True)
class CircleRenamed:
    """A circle has another name."""

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
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """Somebody has another role in a circle."""

    circle_id: int
    user_id: int
    membership_id: int
    role: str
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class MemberMuted:
    """Somebody may not write for a while (`until`, None: until lifted), or may again (`on`)."""

    circle_id: int
    user_id: int
    membership_id: int
    on: bool
    until: datetime | None
    by_id: int | None = None
    reason: str = ""
    before: datetime | None = None  # until when they were muted already


@dataclass(frozen=True, slots=True)
class LabelChanged:
    """Staff made, changed, removed, merged or restored (`how`) a label of members."""

    circle_id: int
    label_id: int
    by_id: int | None
    how: str


@dataclass(frozen=True, slots=True)
class MembersLabelled:
    """Staff gave a label to members, or took it (`on`); at most a hundred at once."""

    circle_id: int
    label_id: int
    membership_ids: tuple[int, ...]
    by_id: int | None
    on: bool


@dataclass(frozen=True, slots=True)
class LabelRefused:
    """Somebody took a label off themselves (`off`), or put it back."""

    circle_id: int
    label_id: int
    membership_id: int
    off: bool


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody became a member; `invited_by` when a member's link brought them.

    `source` is how they came, or `wechat` for a link followed inside WeChat.
    """

    circle_id: int
    user_id: int
    membership_id: int
    invited_by: int | None
    source: str


@dataclass(frozen=True, slots=True)
class BanLifted:
    """Somebody who was banned may ask to come in again."""

    circle_id: int
    user_id: int
    membership_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Somebody left, was removed or was banned (`state`)."""

    circle_id: int
    user_id: int
    membership_id: int
    state: str
    by_id: int | None = None  # staff, when it was not their own doing
    reason: str = ""
    role: str = "member"  # which they had


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """Somebody asked to be let in, at that time."""

    circle_id: int
    user_id: int
    membership_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnershipPassed:
    """A circle has another owner; `undone` when it went back."""

    circle_id: int
    from_user_id: int
    to_user_id: int
    undone: bool
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class MemberFollowed:
    """A member follows a member, an entry or a tag."""

    circle_id: int
    follower_id: int
    kind: str
    target_id: int


@dataclass(frozen=True, slots=True)
class MemberUnfollowed:
    """A member follows a member, an entry or a tag no more."""

    circle_id: int
    follower_id: int
    kind: str
    target_id: int
