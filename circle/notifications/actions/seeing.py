"""Marking what was told as seen, and taking that back."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from circle.core import clock
from circle.core.actor import Actor
from circle.core.clock import EPOCH
from circle.core.db import action, lock_row, session
from circle.core.errors import Invalid, NotFound
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.paging import as_number
from circle.notifications.actions.reach import note_opened
from circle.notifications.models import Notice

MOST_AT_ONCE = 100
PORTION = 1000  # of "all": who let more of them lie has the older ones marked by a job


@action
def see(actor: Actor, notice_ids: Collection[int]) -> int:
    """Mark some of one's own notices as seen; those of others are not found. Returns how many."""
    if len(notice_ids) > MOST_AT_ONCE:
        raise Invalid(lazy("That is more than fits at once"))
    mine = _unseen(actor.user_id or 0).where(Notice.id.in_(notice_ids))
    return _see(actor.user_id or 0, mine, clock.now())


@action
def see_thread(actor: Actor, thread_id: int) -> int:
    """Mark what was told of a thread as seen: it was read where it stands. Returns how many."""
    of_thread = _unseen(actor.user_id or 0).where(Notice.thread_id == thread_id)
    return _see(actor.user_id or 0, of_thread.limit(PORTION), clock.now())


@action
def see_all(actor: Actor) -> int:
    """Mark everything that stands in the actor's inbox as seen; what is far down a little later.

    Returns the moment as a number, by which it is taken back.
    """
    now = clock.now()
    see_rest(actor.user_id or 0, as_number(now))
    return as_number(now)


@action
def see_rest(user_id: int, moment: int) -> None:
    """Mark the newest of what somebody did not see, up to a moment; see to the rest of it."""
    at = time_of(moment)
    newest = _unseen(user_id).where(Notice.at <= at)
    if _see(user_id, newest.limit(PORTION), at) == PORTION:
        enqueue("notifications.see_rest", {"user": user_id, "moment": moment})


@action
def unsee(actor: Actor, moment: int) -> int:
    """Take back that all was seen at a moment, as far as one looks. Returns how many it were."""
    newest = (
        select(Notice.id)
        .where(Notice.user_id == actor.user_id)
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(PORTION)
    )
    by_id = select(Notice.id).where(Notice.id.in_(newest)).order_by(Notice.id)
    ids = session().scalars(lock_row(by_id)).all()
    back = session().execute(
        update(Notice)
        .where(Notice.id.in_(ids), Notice.read_at == time_of(moment))
        .values(read_at=None)
        .returning(Notice.id)
    )
    return len(back.all())


def time_of(moment: int) -> datetime:
    """The time a number of an address stands for; NotFound when it is none."""
    try:
        return EPOCH + timedelta(microseconds=moment)
    except OverflowError as error:
        raise NotFound from error


def _unseen(user_id: int) -> Any:
    return select(Notice.id).where(Notice.user_id == user_id, Notice.read_at.is_(None))


def _see(user_id: int, unseen: Any, at: datetime) -> int:
    """The newest are taken, and locked by id, as everybody does who locks several notices."""
    newest = unseen.order_by(Notice.at.desc(), Notice.id.desc()).subquery()
    by_id = select(Notice.id).where(Notice.id.in_(select(newest.c.id)), Notice.read_at.is_(None))
    ids = session().scalars(lock_row(by_id.order_by(Notice.id))).all()
    if not ids:
        return 0
    seen = session().execute(
        update(Notice)
        .where(Notice.id.in_(sorted(ids)))
        .values(read_at=at)
        .returning(Notice.kind, Notice.facts)
    )
    _note_messages(user_id, seen.all())
    return len(ids)


def _note_messages(user_id: int, seen: Sequence[Row[Any]]) -> None:
    """What a circle sent was opened: it is read where it is told."""
    messages = [row.facts["broadcast"] for row in seen if row.kind == "reach"]
    if messages:
        note_opened(user_id, messages)
