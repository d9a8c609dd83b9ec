"""Muting who wrote without a name, as tests do it: through an entry, and by name beside it."""

from datetime import timedelta

from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.core import clock as time

WHY = "在评论里骂人"


def put(person, entry_id, days=7, reason=WHY, **more):
    return person.client.call(
        "PUT", f"/entries/{entry_id}/author-mute", {"days": days, "reason": reason}, **more
    )


def lift(person, entry_id):
    return person.client.call("DELETE", f"/entries/{entry_id}/author-mute")


def writes(person):
    """Whether somebody can write in the circle, tried out; the refusal when not."""
    sent = person.client.call("POST", "/circles/tea/questions", {"title": "我还能在这里提问吗？"})
    if sent.status_code == 201:
        return True
    assert (sent.status_code, sent.json["code"]) == (403, "muted")
    return False


def mute_by_name(cast, person=None, days=3):
    owner, whom = cast.owner.inside(), person or cast.member
    member = circle_reads.get_membership(owner.circle_id, whom.user_id)
    until = time.now() + timedelta(days=days) if days else None
    circles.mute_member(owner, member.id, until)
