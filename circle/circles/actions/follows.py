"""Following members, entries and tags; short links and how often they were used."""

import logging

from sqlalchemy import delete, literal, select, update

from circle.circles import policy, queries
from circle.circles.models import Follow, ShortLink
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session, transaction
from circle.core.errors import Invalid, Unavailable
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.tokens import short_code
from circle.events import MemberFollowed, MemberUnfollowed

VISIT_WAIT_MS = 50  # who follows a link does not wait to be counted

log = logging.getLogger("circle.circles")


@action
def follow(actor: Actor, circle_id: int, kind: str, target_id: int) -> None:
    """Follow a member (by user id), an entry or a tag of a circle; twice is once.

    Whoever calls this for an entry or a tag has made sure that the actor sees it.
    """
    circle, here = queries.enter_by_id(actor, circle_id)
    require(here, policy.can_follow(here, circle))
    if kind == "member":
        if target_id == here.user_id:
            raise Invalid(lazy("That is you"), code="yourself")
        queries.get_present_member(circle.id, target_id)
    row = {
        "circle_id": circle.id, "user_id": here.user_id, "kind": kind, "target_id": target_id,
        "created_at": clock.now(),
    }  # fmt: skip
    added = session().execute(
        insert_into(Follow).values(row).on_conflict_do_nothing().returning(Follow.user_id)
    )
    if added.first() is not None:
        emit(
            MemberFollowed(
                circle_id=circle.id, follower_id=here.user_id or 0, kind=kind, target_id=target_id
            )
        )


@action
def unfollow(actor: Actor, circle_id: int, kind: str, target_id: int) -> None:
    """Stop following; also what is not followed."""
    circle, here = queries.enter_by_id(actor, circle_id)
    require(here, policy.can_follow(here, circle))
    gone = session().execute(
        delete(Follow).where(
            Follow.circle_id == circle.id, Follow.user_id == here.user_id, Follow.kind == kind,
            Follow.target_id == target_id,
        ).returning(Follow.user_id)
    )  # fmt: skip
    if gone.first() is not None:
        emit(MemberUnfollowed(circle.id, here.user_id or 0, kind, target_id))


@action
def pass_follows(circle_id: int, kind: str, from_id: int, to_id: int) -> None:
    """Whoever follows the one follows the other instead."""
    mine = (Follow.circle_id == circle_id, Follow.kind == kind, Follow.target_id == from_id)
    passed = select(
        Follow.circle_id, Follow.user_id, Follow.kind,
        literal(to_id, Follow.target_id.type), Follow.created_at,
    ).where(*mine)  # fmt: skip
    columns = ("circle_id", "user_id", "kind", "target_id", "created_at")
    session().execute(insert_into(Follow).from_select(columns, passed).on_conflict_do_nothing())
    session().execute(delete(Follow).where(*mine))


@action
def shorten(actor: Actor, circle_id: int, path: str) -> ShortLink:
    """The short link to a page of a circle, made when it is first asked for."""
    circle, here = queries.enter_by_id(actor, circle_id)
    if not path.startswith(f"/c/{circle.slug}") or len(path) > 200:
        raise Invalid(errors={"path": [lazy("A short link leads to a page of this circle")]})
    row = {
        "circle_id": circle.id, "code": short_code(), "path": path, "visits": 0,
        "created_by": here.user_id, "created_at": clock.now(),
    }  # fmt: skip
    session().execute(
        insert_into(ShortLink)
        .values(row)
        .on_conflict_do_nothing(index_elements=[ShortLink.circle_id, ShortLink.path])
    )
    return queries.short_link_to(circle.id, path)


def count_visit(link_id: int) -> None:
    """Count somebody who came by a short link; a busy database may miss one, nobody waits."""
    counting = update(ShortLink).where(ShortLink.id == link_id)
    try:
        with transaction(wait_ms=VISIT_WAIT_MS) as current:
            current.execute(counting.values(visits=ShortLink.visits + 1))
    except Unavailable:
        log.info("a visit by short link %s was not counted: the database is busy", link_id)
