"""Reads of topics and their floors, split by noun."""

from circle.topics.queries.floors import floors_page, get_reply
from circle.topics.queries.items import TopicItem, topic_items
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

__all__ = [
    "Hosted",
    "TopicItem",
    "count_shown",
    "find_topic",
    "floors_page",
    "get_participation",
    "get_reply",
    "get_topic",
    "own_participations",
    "own_topics",
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
]
