"""Who was there: the code at the door, and what the host notes."""

import secrets

from circle.circles import queries as circles
from circle.core.actor import Actor
from circle.core.db import action
from circle.core.errors import Conflict, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.topics import policy, queries
from circle.topics.models import SignUp
from circle.topics.models.gatherings import NOT_SIGNED_UP


@action
def arrive(actor: Actor, topic_id: int, code: str) -> SignUp:
    """Who has a place says at the door that they are there; again changes nothing.

    NotAllowed with another code, too early or afterwards; Conflict for who waits or did not sign
    up.
    """
    hosted, gathering = queries.get_gathering(actor, topic_id, lock=True)
    require(hosted.here, policy.can_arrive(hosted.here, hosted.topic))
    if not secrets.compare_digest(code.encode(), gathering.door_code.encode()):
        raise NotAllowed(lazy("This is not the code of this door"), code="wrong_code")
    signed = queries.find_sign_up(topic_id, hosted.here.user_id or 0, lock=True)
    if signed is None:
        raise Conflict(NOT_SIGNED_UP, code="not_signed_up")
    signed.check_in()
    return signed


@action
def mark_present(actor: Actor, topic_id: int, member_id: int) -> SignUp:
    """The host notes that somebody who has a place is there."""
    signed = _signed_up(actor, topic_id, member_id)
    signed.check_in()
    return signed


@action
def unmark_present(actor: Actor, topic_id: int, member_id: int) -> SignUp:
    """The host takes that back."""
    signed = _signed_up(actor, topic_id, member_id)
    signed.check_out()
    return signed


def _signed_up(actor: Actor, topic_id: int, member_id: int) -> SignUp:
    hosted, _gathering = queries.get_gathering(actor, topic_id, lock=True)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    member = circles.find_membership(member_id)
    if member is None or member.circle_id != hosted.circle.id:
        raise NotFound
    signed = queries.find_sign_up(topic_id, member.user_id, lock=True)
    if signed is None:
        raise NotFound
    return signed
