"""Reads of whom letters reach, of what, and how many they got of late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from circle.accounts import queries as accounts
from circle.accounts.models import LoginSession, User
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.notifications.models import Notice, NoticeSettings, SentLetter
from circle.notifications.queries.audience import Telling, who_wants
from circle.notifications.queries.choices import settings_of
from circle.notifications.queries.inbox import get_notice
from circle.notifications.queries.told import Told, told_of

AWAY = timedelta(days=180)  # who was not here for so long is not written to
STALE = timedelta(days=2)  # who hears of it later than that hears of it by the week


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody letters reach, and what they chose for all of them."""

    user: User
    actor: Actor
    chosen: NoticeSettings


def gets_letters() -> ColumnElement[bool]:
    """The open accounts whose address is confirmed, and from whom letters did not come back since;
    joins settings from the outside."""
    stopped = NoticeSettings.mail_stopped_at
    return and_(
        accounts.is_open(), User.email_confirmed_at.is_not(None),
        or_(stopped.is_(None), stopped < User.email_confirmed_at),
    )  # fmt: skip


def hinted_box(uid: str) -> str:
    """Where somebody's letters go, for whoever holds one of them: enough to tell two boxes of one's
    own apart, too little to write to. Empty where they go nowhere any more."""
    found = session().scalar(select(User.email).where(User.uid == uid, accounts.is_open()))
    name, at, host = (found or "").partition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""


def reached_by_letter(user_ids: Collection[int]) -> frozenset[int]:
    """Which of these people get letters."""
    if not user_ids:
        return frozenset()
    found = (
        select(User.id)
        .outerjoin(NoticeSettings, NoticeSettings.user_id == User.id)
        .where(User.id.in_(sorted(user_ids)), gets_letters())
    )
    return frozenset(session().scalars(found))


def digest_readers(after: int, limit: int, cause: str) -> Sequence[int]:
    """The next people, by id, who get this week's letter and did not yet: they were here within
    half a year, and want it."""
    here = select(LoginSession.id).where(
        LoginSession.user_id == User.id, LoginSession.seen_at > clock.now() - AWAY
    )
    got = select(SentLetter.id).where(SentLetter.user_id == User.id, SentLetter.cause == cause)
    wants = or_(NoticeSettings.digest.is_(None), NoticeSettings.digest != "off")
    found = (
        select(User.id)
        .outerjoin(NoticeSettings, NoticeSettings.user_id == User.id)
        .where(User.id > after, gets_letters(), wants, here.exists(), ~got.exists())
        .order_by(User.id)
        .limit(limit)
    )
    return session().scalars(found).all()


def find_reader(user_id: int) -> Reader | None:
    """Somebody as the reader of a letter; None when letters do not reach them."""
    if not reached_by_letter([user_id]):
        return None
    user = accounts.get_user(user_id)
    return Reader(user, accounts.get_actor(user_id), settings_of(user_id))


def wanted_now(notice_id: int) -> Notice | None:
    """A notice nobody looked at yet and of which its reader still wants a letter at once."""
    notice = session().get(Notice, notice_id)
    if notice is None or notice.read_at is not None or notice.at < clock.now() - STALE:
        return None
    telling = Telling(
        notice.kind, notice.code, notice.cause, notice.circle_id, notice.entry_id,
        notice.thread_id, notice.by_id,
    )  # fmt: skip
    wishes = who_wants([notice.user_id], telling)
    return notice if wishes and wishes[0].email == "now" else None


def told_by_letter(actor: Actor, notice_id: int) -> Told | None:
    """A notice as its reader may see it now; None when it is gone, or not theirs to see."""
    try:
        return told_of(actor, [get_notice(actor, notice_id)])[0]
    except NotFound:
        return None


def others_got_letters(user_id: int, span: timedelta) -> bool:
    """Whether letters to anybody else were taken of late: the way out is open."""
    other = select(SentLetter.id).where(
        SentLetter.at > clock.now() - span, SentLetter.sent_at.is_not(None),
        SentLetter.user_id != user_id,
    )  # fmt: skip
    return session().scalar(other.limit(1)) is not None


def letters_since(user_id: int, span: timedelta) -> int:
    """How many letters somebody was sent of late."""
    lately = select(func.count()).where(
        SentLetter.user_id == user_id, SentLetter.sent_at > clock.now() - span
    )
    return session().scalar(lately) or 0
