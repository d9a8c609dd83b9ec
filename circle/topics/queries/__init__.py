"""Reads of topics and their floors, split by noun."""

from circle.topics.queries.floors import floors_page, get_reply
from circle.topics.queries.hosted import get_gathering, get_idea
from circle.topics.queries.items import TopicItem, topic_items
from circle.topics.queries.kinds.event import (
    SignedUp,
    all_people,
    coming_to,
    find_gathering,
    find_sign_up,
    people_page,
)
from circle.topics.queries.kinds.ideas import (
    contributors,
    count_wanting,
    credits_page,
    find_idea,
    list_contributors,
    merged_into,
)
from circle.topics.queries.lists import shows_topics, topics_page
from circle.topics.queries.own import own_participations, own_topics
from circle.topics.queries.readings import read_floor, unread_of
from circle.topics.queries.shapes import reply_view, reply_views, topic_can, topic_view, topic_views
from circle.topics.queries.threads import (
    Hosted,
    count_shown,
    find_topic,
    get_participation,
    get_topic,
)
from circle.topics.queries.truths import wrong_gatherings, wrong_ideas

__all__ = [
    "Hosted",
    "SignedUp",
    "TopicItem",
    "all_people",
    "coming_to",
    "contributors",
    "count_shown",
    "count_wanting",
    "credits_page",
    "find_gathering",
    "find_idea",
    "find_sign_up",
    "find_topic",
    "floors_page",
    "get_gathering",
    "get_idea",
    "get_participation",
    "get_reply",
    "get_topic",
    "list_contributors",
    "merged_into",
    "own_participations",
    "own_topics",
    "people_page",
    "read_floor",
    "reply_view",
    "reply_views",
    "shows_topics",
    "topic_can",
    "topic_items",
    "topic_view",
    "topic_views",
    "topics_page",
    "unread_of",
    "wrong_gatherings",
    "wrong_ideas",
]
