"""Topics and floors as tests need them, made by the verbs that make them."""

from datetime import timedelta

from circle.accounts.queries import get_actor
from circle.circles.queries import enter
from circle.core import clock
from circle.topics import actions
from circle.topics.kinds import KINDS
from circle.topics.schemas import Details, NewLottery, NewPrize, NewReply, NewTopic, NewTrial


def inside(person):
    """Somebody of the cast in the circle `tea`, however long ago they signed in."""
    return enter(get_actor(person.user_id), "tea")[1]


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


def hold_lottery(actor, topic_id, days=1, **more):
    """A draw on it: one teapot, two tins of tea; frozen tomorrow, drawn a day later."""
    freezes = more.pop("freezes_at", clock.now() + timedelta(days=days))
    new = NewLottery(
        more.pop("sponsor", "一席茶"), more.pop("rules", "写过东西的成员都可以参加。"),
        more.pop("prizes", (NewPrize("茶壶", 1, 300, "把地址发给圈主"), NewPrize("春茶", 2, 80))),
        freezes, more.pop("draws_at", freezes + timedelta(days=1)),
        more.pop("min_account_days", 0), more.pop("min_entries", 0),
    )  # fmt: skip
    assert not more
    return actions.hold_lottery(actor, topic_id, new)


def offer_trial(actor, topic_id, places=2, **more):
    """Something to try on it: a week to apply, two more to report."""
    new = NewTrial(
        more.pop("offer", "新款保温杯"), places, clock.now() + timedelta(days=7),
        clock.now() + timedelta(days=21), **more,
    )  # fmt: skip
    return actions.offer_trial(actor, topic_id, new)
