"""Circles and their people as tests need them, each state reached by the verbs that lead there."""

from circle.circles import actions, queries
from circle.circles.schemas import (
    JoinRequest,
    NewCircle,
    NewInvite,
    NewLabel,
    SettingsChange,
)
from circle.core.actor import Actor
from tests.factories.accounts import sign_up_person


def found_circle(actor, slug, *, name="一席茶", preset="interest", **settings):
    """A circle opened by an actor; public and open unless `settings` say otherwise."""
    first = {key: settings.pop(key) for key in ("visibility", "join_policy") if key in settings}
    door = "invite" if first.get("visibility") == "private" else "open"
    first = {"visibility": "public", "join_policy": door, **first}
    circle = actions.create_circle(actor, NewCircle(slug=slug, name=name, preset=preset, **first))
    if settings:
        actions.change_settings(actor, circle.id, SettingsChange(**settings))
    return circle


def join(actor, slug, **asked):
    """The membership of somebody who joins, having read the rules in force."""
    circle, _here = queries.enter(actor, slug)
    asked.setdefault("accept_rules", circle.rules_version)
    return actions.join_circle(actor, circle.id, JoinRequest(**asked))


def more_members(count):
    """So many more members of `tea`, for races; call inside an application context."""
    people = [Actor(user_id=sign_up_person(f"friend{number}x")) for number in range(count)]
    for one in people:
        join(one, "tea")
    return people


def invite(actor, slug, **wanted):
    """A link that lets people in."""
    circle, _here = queries.enter(actor, slug)
    return actions.make_invite(actor, circle.id, NewInvite(**wanted))


def bring_in(owner, person, slug, **wanted):
    """The membership of somebody an owner invites: works in every circle."""
    link = invite(owner, slug, **wanted)
    circle, _here = queries.enter(owner, slug)
    return actions.join_circle(person, circle.id, JoinRequest(invite=link.code))


def member_id(circle_id, user_id):
    """The membership of a user."""
    return queries.get_membership(circle_id, user_id).id


def label_members(owner, member_ids, name="老客"):
    """A label of `tea` that some of its members carry; answers its id."""
    circle, _here = queries.enter(owner.actor, "tea")
    label = queries.find_label(circle.id, name) or actions.make_label(
        owner.actor, circle.id, NewLabel(name)
    )
    actions.give_label(owner.actor, label.id, member_ids)
    return label.id
