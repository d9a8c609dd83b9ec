"""Topics and floors as tests need them, made by the verbs that make them."""

from datetime import timedelta

from circle.core import clock
from circle.topics import actions
from circle.topics.kinds import KINDS
from circle.topics.schemas import Details, NewReply, NewTopic


def open_topic(actor, kind="discussion", title="周末一起去山上采春茶", **more):
    """A topic in the circle the actor has entered, with the days its kind usually has."""
    days = KINDS[kind].days
    if days and "ends_at" not in more:
        more["ends_at"] = clock.now() + timedelta(days=days)
    details = {name: more.pop(name) for name in Details.__slots__ if name in more}
    new = NewTopic(
        title, more.pop("body", "去哪座山、带什么、几点回，都在这里说。"), kind,
        details=Details(**details), **more,
    )  # fmt: skip
    return actions.open_topic(actor, actor.circle_id, new)


def reply(actor, topic_id, body="我去过两次，四月初最好。", **more):
    """A floor of it."""
    return actions.write_reply(actor, topic_id, NewReply(body, **more))
