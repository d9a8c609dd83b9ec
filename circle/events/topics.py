"""What can happen to topics."""

from dataclasses import dataclass
from datetime import datetime

from circle.events.occurrence import happened


@dataclass(frozen=True, slots=True)
class TopicClosed:
    """A topic takes no more floors; `user_id` closed it."""

    circle_id: int
    topic_id: int
    user_id: int | None


@dataclass(frozen=True, slots=True)
class TopicReopened:
    """A closed topic goes on."""

    circle_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class LotteryMade:
    """A lottery takes entries."""

    circle_id: int
    topic_id: int
    lottery_id: int


@dataclass(frozen=True, slots=True)
class LotteryCancelled:
    """There will be no draw; everybody on its list hears why."""

    circle_id: int
    topic_id: int
    lottery_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class LotteryFrozen:
    """The list of entrants stands; `dropped` had left, were banned or had become staff."""

    circle_id: int
    topic_id: int
    lottery_id: int
    entrants: int
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LotteryDrawn:
    """The draw is over; `winners` are users, the first drawn first."""

    circle_id: int
    topic_id: int
    lottery_id: int
    winners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TrialOffered:
    """Members may apply to try something."""

    circle_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TrialApplied:
    """Somebody would like to try it."""

    circle_id: int
    topic_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class TrialDecided:
    """Applications were selected, declined or opened again; by whom is `by_user_id`."""

    circle_id: int
    topic_id: int
    user_ids: tuple[int, ...]
    state: str
    by_user_id: int | None
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class TrialReported:
    """Somebody who was selected reported back with a floor."""

    circle_id: int
    topic_id: int
    user_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class IdeaStatusChanged:
    """It is known what becomes of an idea; `people` contributed, the first of them by name."""

    circle_id: int
    topic_id: int
    entry_id: int
    status: str
    contributor_ids: tuple[int, ...]
    people: int
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class SignUpMovedUp:
    """`people` who waited for an event have a place since `at`; the first of them by name."""

    circle_id: int
    topic_id: int
    user_ids: tuple[int, ...]
    people: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SignUpTakenOff:
    """The host, or somebody of the staff (`by_id`), took `user_id` off the list of an event."""

    circle_id: int
    topic_id: int
    user_id: int
    by_id: int | None
    reason: str
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class SubmissionReviewed:
    """Somebody looked at what `author_id` handed in: excellent, good, passed or again."""

    circle_id: int
    topic_id: int
    entry_id: int
    author_id: int
    grade: str
    by_id: int | None
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class ReviewTakenBack:
    """Nobody has looked at what `author_id` handed in after all."""

    circle_id: int
    topic_id: int
    entry_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class CallDecided:
    """The result of a call is out, once: whose entries were chosen, and the post that says so."""

    circle_id: int
    topic_id: int
    result_id: int
    chosen_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TopicReminded:
    """Something of a topic (`cause`: event, day, …) is soon over, at `until`; `part` of it."""

    circle_id: int
    topic_id: int
    cause: str
    part: int
    until: datetime
