"""The shape of what a kind does: five steps, each a function of its own file, each optional."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from circle.content.models import Entry
from circle.topics.models import Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import Details, NewReply


def _begins_plain(topic: Topic, details: Details) -> None:
    """Nothing besides the thread."""


def _admits_all(hosted: Hosted, new: NewReply) -> None:
    """Whoever may take part may, with anything."""


def _suits_all(topic: Topic, words: NewReply) -> None:
    """Words, pictures, or both."""


def _keeps_nothing(topic: Topic, floor: Entry) -> None:
    """A floor is a floor."""


def _moves_freely(topic: Topic, begins: datetime | None, ends: datetime | None) -> None:
    """Other dates are the host's to set."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What a kind does besides the thread, under the topic's lock.

    `begin` makes its rows when a topic is opened; `admit` refuses a floor the kind does not take,
    `suits` words or pictures it does not, of a new floor as of a changed one; `keep` makes true
    what the kind knows after a floor was shown, went or came back: it looks at what is there now,
    so that it may be called again at any time. `move` is asked before a topic gets other dates.
    """

    begin: Callable[[Topic, Details], None] = _begins_plain
    admit: Callable[[Hosted, NewReply], None] = _admits_all
    suits: Callable[[Topic, NewReply], None] = _suits_all
    keep: Callable[[Topic, Entry], None] = _keeps_nothing
    move: Callable[[Topic, datetime | None, datetime | None], None] = _moves_freely


PLAIN = Taking()
