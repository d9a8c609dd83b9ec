"""Following an entry or a tag: members hear of what is added to it."""

from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.content import queries
from circle.content.models import Entry, Tag
from circle.core.actor import Actor
from circle.core.db import action


@action
def follow_entry(actor: Actor, entry_id: int) -> Entry:
    """Members follow an entry they may read, once however often they ask."""
    entry, circle, _here = queries.get_readable(actor, entry_id)
    circles.follow(actor, circle.id, "entry", entry.id)
    return entry


@action
def unfollow_entry(actor: Actor, entry_id: int) -> Entry:
    """Members stop following an entry; also one they did not follow."""
    entry, circle, _here = queries.get_entry(actor, entry_id)
    circles.unfollow(actor, circle.id, "entry", entry.id)
    return entry


@action
def follow_tag(actor: Actor, slug: str, name: str) -> Tag:
    """Members follow a tag something stands under, once however often they ask."""
    circle, _here = circle_reads.enter(actor, slug)
    tag = queries.get_tag(circle, name)
    circles.follow(actor, circle.id, "tag", tag.id)
    return tag


@action
def unfollow_tag(actor: Actor, slug: str, name: str) -> Tag:
    """Members stop following a tag, also one nothing stands under any more."""
    circle, _here = circle_reads.enter(actor, slug)
    tag = queries.get_tag(circle, name, empty=True)
    circles.unfollow(actor, circle.id, "tag", tag.id)
    return tag
