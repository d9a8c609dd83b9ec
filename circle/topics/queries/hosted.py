"""An event or an idea with the topic it belongs to, for whoever may see it."""

from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.topics.models import Gathering, Idea
from circle.topics.queries.floors import get_reply
from circle.topics.queries.kinds.event import find_gathering
from circle.topics.queries.kinds.ideas import find_idea
from circle.topics.queries.threads import Hosted, get_topic


def get_idea(
    actor: Actor, reply_id: int, *, lock: bool = False
) -> tuple[Hosted, Entry, Idea]:
    """An idea, its topic locked first; NotFound for other floors and what is not to be seen."""
    hosted, entry = get_reply(actor, reply_id, lock=lock)
    idea = find_idea(reply_id, lock=lock)
    if idea is None:
        raise NotFound
    return hosted, entry, idea


def get_gathering(
    actor: Actor, topic_id: int, *, lock: bool = False
) -> tuple[Hosted, Gathering]:
    """An event, its topic locked first; NotFound for other topics and what is not to be seen."""
    hosted = get_topic(actor, topic_id, lock=lock)
    gathering = find_gathering(topic_id, lock=lock)
    if gathering is None:
        raise NotFound
    return hosted, gathering
