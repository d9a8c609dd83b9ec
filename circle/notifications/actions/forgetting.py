"""Letting go of what somebody was told: after half a year, or when they close their account."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select

from circle.core import clock
from circle.core.db import action, session
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


@action
def forget_past() -> bool:
    """Let the oldest notices go, some at a time; True while there may be more."""
    old = select(Notice.id).where(Notice.at < clock.now() - KEPT).order_by(Notice.at)
    gone = delete(Notice).where(Notice.id.in_(old.limit(AT_ONCE))).returning(Notice.id)
    return len(session().execute(gone).all()) == AT_ONCE


@action
def forget_person(user_id: int) -> None:
    """Let go of everything somebody was told and chose, and of their name in others' notices."""
    session().execute(delete(Notice).where(Notice.user_id == user_id))
    for liked in session().scalars(
        select(NoticePerson).where(NoticePerson.user_id == user_id, NoticePerson.is_on.is_(True))
    ):
        notice = session().get_one(Notice, liked.notice_id)
        notice.people = max(0, (notice.people or 0) - 1)
    session().flush()
    session().execute(delete(NoticePerson).where(NoticePerson.user_id == user_id))
    session().execute(delete(NoticeChoice).where(NoticeChoice.user_id == user_id))
    session().execute(delete(Reach).where(Reach.user_id == user_id))
    session().execute(delete(NoticeSettings).where(NoticeSettings.user_id == user_id))
    session().execute(delete(SentLetter).where(SentLetter.user_id == user_id))
    about = and_(Mute.kind == "person", Mute.target_id == user_id)
    session().execute(delete(Mute).where(or_(Mute.user_id == user_id, about)))
