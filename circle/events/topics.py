"""What can happen to topics."""

from dataclasses import dataclass


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
