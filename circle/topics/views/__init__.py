"""The pages of topics: lists, one topic, opening, adding floors, what host and staff do."""

from circle.topics.views import compose, lists, lotteries, manage, read, reply, trials
from circle.topics.views.blueprint import bp

__all__ = ["bp", "compose", "lists", "lotteries", "manage", "read", "reply", "trials"]
