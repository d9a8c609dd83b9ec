"""Letting go of what somebody was told: after half a year, or when they close their account."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, case, delete, or_, select, update

from circle.core import clock
from circle.core.db import action, lock_row, session
from circle.core.jobs import enqueue
from circle.notifications.models import (
    Mute,
    Notice,
    NoticeChoice,
    NoticePerson,
    NoticeSettings,
    Reach,
    SentLetter,
)

KEPT = timedelta(days=180)
AT_ONCE = 1000
ONCE_MORE = timedelta(minutes=10)  # by then whatever was under way at the closing is over


@action
def forget_past() -> bool:
    """Let the oldest notices go, some at a time; True while there may be more."""
    old = select(Notice.id).where(Notice.at < clock.now() - KEPT).order_by(Notice.at)
    gone = delete(Notice).where(Notice.id.in_(old.limit(AT_ONCE))).returning(Notice.id)
    return len(session().execute(gone).all()) == AT_ONCE


@action
def forget_person(user_id: int) -> None:
    """Let go of everything somebody chose, and have a job let go of what they were told, and of
    their name in others' notices: that may be a hundred thousand rows."""
    enqueue("notifications.forget_person", {"user": user_id})
    enqueue("notifications.forget_person", {"user": user_id}, delay=ONCE_MORE)
    session().execute(delete(NoticeChoice).where(NoticeChoice.user_id == user_id))
    session().execute(delete(Reach).where(Reach.user_id == user_id))
    session().execute(delete(NoticeSettings).where(NoticeSettings.user_id == user_id))
    session().execute(delete(SentLetter).where(SentLetter.user_id == user_id))
    about = and_(Mute.kind == "person", Mute.target_id == user_id)
    session().execute(delete(Mute).where(or_(Mute.user_id == user_id, about)))


@action
def forget_portion(user_id: int) -> None:
    """Let the next of what somebody was told go, else of their name in others' notices; see to the
    rest.

    Nothing but notices is locked, by id as everywhere: a portion stands in nobody's way.
    """
    if _forget_told(user_id) or _forget_name(user_id) == AT_ONCE:
        enqueue("notifications.forget_person", {"user": user_id})


def _forget_told(user_id: int) -> int:
    mine = select(Notice.id).where(Notice.user_id == user_id).limit(AT_ONCE)
    picked = session().scalars(mine).all()
    session().execute(delete(Notice).where(Notice.id.in_(_lock_notices(picked))))
    return len(picked)


def _forget_name(user_id: int) -> int:
    about = NoticePerson.user_id == user_id
    named = select(NoticePerson.notice_id).where(about).order_by(NoticePerson.notice_id)
    picked = session().scalars(named.limit(AT_ONCE)).all()
    ids = _lock_notices(picked)
    gone = session().execute(
        delete(NoticePerson)
        .where(about, NoticePerson.notice_id.in_(ids))
        .returning(NoticePerson.notice_id, NoticePerson.is_on)
    ).all()  # fmt: skip
    fewer = case((Notice.people > 0, Notice.people - 1), else_=0)
    counted = [row.notice_id for row in gone if row.is_on]
    session().execute(
        update(Notice).where(Notice.id.in_(counted)).values(people=fewer),
        execution_options={"synchronize_session": False},
    )
    return len(picked)


def _lock_notices(ids: Sequence[int]) -> Sequence[int]:
    found = select(Notice.id).where(Notice.id.in_(ids)).order_by(Notice.id)
    return session().scalars(lock_row(found)).all()
