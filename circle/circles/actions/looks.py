"""A circle's sign and its cover."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from circle.circles import policy, queries
from circle.circles.actions.circles import mark_changed
from circle.circles.actions.deeds import tell_deed
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.db import action
from circle.core.jobs import enqueue
from circle.core.pictures import Picture
from circle.core.policy import require
from circle.core.storage import written


def set_logo(actor: Actor, circle_id: int, picture: Picture | None) -> Circle:
    """Give a circle its sign, or take it away; the old file goes once this is kept."""
    with _file_of(actor, circle_id, "logo", picture.small.data if picture else None) as key:
        return _show(actor, circle_id, "logo", key)


def set_cover(actor: Actor, circle_id: int, picture: Picture | None) -> Circle:
    """Give a circle its cover, or take it away; the old file goes once this is kept."""
    with _file_of(actor, circle_id, "cover", picture.medium.data if picture else None) as key:
        return _show(actor, circle_id, "cover", key)


@contextmanager
def _file_of(actor: Actor, circle_id: int, kind: str, data: bytes | None) -> Iterator[str | None]:
    """The key of the new file, which stands on the disk before the transaction."""
    if data is None:
        yield None
        return
    circle, _here = queries.enter_by_id(actor, circle_id)
    key = f"circles/{circle.uid.lower()}/{kind}-{secrets.token_hex(8)}.webp"
    with written({key: data}, lambda: queries.shows_file(circle_id, key)):
        yield key


@action
def _show(actor: Actor, circle_id: int, kind: str, key: str | None) -> Circle:
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.can_change(here, circle))
    old = getattr(circle, kind)
    if old:
        enqueue("circles.forget_file", {"key": old})
    setattr(circle, kind, key)
    mark_changed(circle.id)
    tell_deed(here, "looks", ("circle", circle.id), how=kind)
    return circle
