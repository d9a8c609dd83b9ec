"""Who follows whom and what in a circle; where short links lead."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.circles.models import Follow, ShortLink
from circle.circles.queries.circles import enter_by_id
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound


def followed_user_ids(actor: Actor) -> frozenset[int]:
    """The users whom the actor follows in the circle entered."""
    if not actor.is_member or actor.user_id is None:
        return frozenset()
    return _followed(actor, "member", None)


def followed_ids(actor: Actor, kind: str, ids: Sequence[int]) -> frozenset[int]:
    """Which of these members (user ids), entries or tags the actor follows in the circle."""
    if not actor.is_member or actor.user_id is None or not ids:
        return frozenset()
    return _followed(actor, kind, ids)


def is_following(actor: Actor, kind: str, target_id: int) -> bool:
    """Whether the actor follows this one member (user id), entry or tag."""
    return target_id in followed_ids(actor, kind, [target_id])


def short_link_to(circle_id: int, path: str) -> ShortLink:
    """The short link that leads to a page."""
    return session().scalars(
        select(ShortLink).where(ShortLink.circle_id == circle_id, ShortLink.path == path)
    ).one()  # fmt: skip


def find_short_link(circle_id: int, path: str) -> ShortLink | None:
    """The short link that leads to a page, when somebody has asked for one already."""
    return session().scalar(
        select(ShortLink).where(ShortLink.circle_id == circle_id, ShortLink.path == path)
    )


def open_short_link(actor: Actor, code: str) -> ShortLink:
    """Where a code leads; NotFound when the actor may not see the circle it leads into."""
    link = session().scalar(select(ShortLink).where(ShortLink.code == code[:16]))
    if link is None:
        raise NotFound
    enter_by_id(actor, link.circle_id)
    return link


def _followed(actor: Actor, kind: str, ids: Sequence[int] | None) -> frozenset[int]:
    statement = select(Follow.target_id).where(
        Follow.circle_id == actor.circle_id, Follow.user_id == actor.user_id, Follow.kind == kind
    )
    if ids is not None:
        statement = statement.where(Follow.target_id.in_(ids))
    return frozenset(session().scalars(statement))
