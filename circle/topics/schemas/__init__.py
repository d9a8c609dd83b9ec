"""What goes in and out of topics, forms and JSON alike."""

from circle.topics.schemas.choices import (
    ORDERS,
    STATES,
    FloorChoice,
    FloorQuery,
    TopicChoice,
    TopicQuery,
)
from circle.topics.schemas.inputs import (
    MAX_DAYS,
    MAX_SLOW_MINUTES,
    ClosingInput,
    Details,
    HostInput,
    NewReply,
    NewTopic,
    ReadInput,
    ReplyChanges,
    ReplyInput,
    SlowInput,
    TopicChanges,
    TopicEdit,
    TopicInput,
)
from circle.topics.schemas.outputs import ReplyOutput, TopicOutput

__all__ = [
    "MAX_DAYS",
    "MAX_SLOW_MINUTES",
    "ORDERS",
    "STATES",
    "ClosingInput",
    "Details",
    "FloorChoice",
    "FloorQuery",
    "HostInput",
    "NewReply",
    "NewTopic",
    "ReadInput",
    "ReplyChanges",
    "ReplyInput",
    "ReplyOutput",
    "SlowInput",
    "TopicChanges",
    "TopicChoice",
    "TopicEdit",
    "TopicInput",
    "TopicOutput",
    "TopicQuery",
]
