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


@dataclass(frozen=True, slots=True)
class EntryRejected:
    """Review said no to an entry nobody had seen."""

    circle_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class EntryFoundHelpful:
    """A member said an answer helped (`on`), or took that back."""

    circle_id: int
    entry_id: int
    giver_id: int
    author_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """A question takes no more answers; `duplicate_of` is the one it leads to."""

    circle_id: int
    question_id: int
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class QuestionReopened:
    """A closed question takes answers again."""

    circle_id: int
    question_id: int


@dataclass(frozen=True, slots=True)
class QuestionJoined:
    """A member wonders the same."""

    circle_id: int
    question_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class QuestionAssigned:
    """Staff gave a question to somebody."""

    circle_id: int
    question_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class QuestionResolved:
    """A brand says what was reported is resolved (`on`), or is not after all."""

    circle_id: int
    question_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class AnswerAccepted:
    """The asker chose an answer; `bounty` is what was paid for it at once."""

    circle_id: int
    question_id: int
    answer_id: int
    asker_id: int
    author_id: int
    anonymous: bool
    bounty: int


@dataclass(frozen=True, slots=True)
class AnswerUnaccepted:
    """The asker took their choice back."""

    circle_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerSettled:
    """An accepted answer's choice stands for good: it is worth something to both."""

    circle_id: int
    question_id: int
    answer_id: int
    asker_id: int
    author_id: int
    anonymous: bool


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """Somebody who knows says an accepted answer still holds."""

    circle_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerWentStale:
    """An accepted answer may hold no more: it lost its badge."""

    circle_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class BountyEnded:
    """A stake was paid, divided or returned; `paid` of it went to `to_user_id`."""

    circle_id: int
    question_id: int
    state: str
    stake: int
    to_user_id: int | None
    paid: int


@dataclass(frozen=True, slots=True)
class RewardRedeemed:
    """A member spent points on a reward."""

    circle_id: int
    redemption_id: int
    reward_id: int
    user_id: int
    kind: str
    price: int


@dataclass(frozen=True, slots=True)
class RedemptionSent:
    """Staff sent an order or handed it out (`on`), or found that they had not."""

    circle_id: int
    redemption_id: int
    user_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class RedemptionEnded:
    """An order is done, cancelled or refunded; `by_id` is who said so, None: time or closure."""

    circle_id: int
    redemption_id: int
    user_id: int
    state: str
    by_id: int | None
