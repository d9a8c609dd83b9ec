"""Reads of one tag of a circle."""

from sqlalchemy import select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content.models import Tag
from circle.content.schemas import tag_key
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound


def get_tag(circle: Circle, name: str, *, empty: bool = False) -> Tag:
    """A tag by its name, however typed; NotFound while nothing is under it, unless `empty`."""
    tag = session().scalar(select(Tag).where(Tag.circle_id == circle.id, Tag.key == tag_key(name)))
    if tag is None or (tag.entries_count == 0 and not empty):
        raise NotFound
    return tag


def is_following_tag(here: Actor, circle: Circle, name: str) -> bool | None:
    """Whether a member follows a tag; None for who is none and for a tag there is not."""
    if not here.is_member or here.user_id is None:
        return None
    try:
        tag = get_tag(circle, name, empty=True)
    except NotFound:
        return None
    return circles.is_following(here, "tag", tag.id)
