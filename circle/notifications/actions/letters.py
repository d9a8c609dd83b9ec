"""Sending letters once, stopping where they come back, ending them when somebody says so."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, inspect, select, update

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.core import clock
from circle.core.db import action, insert_into, session
from circle.core.jobs import enqueue
from circle.notifications import queries
from circle.notifications.models import NoticeSettings, SentLetter
from circle.notifications.queries.audience import Wish

SOON = timedelta(minutes=2)  # what was read on the screen meanwhile needs no letter
KEPT = timedelta(days=60)
WEEK_SECONDS = 7 * 24 * 3600
PORTION = 100  # weekly letters at a time, and between them room for everything else
BREATH = timedelta(seconds=10)
AT_ONCE = 1000
TURNED_DAYS = 5  # as long as a mail server usually tries
NEVER_TURNED = {"mail_turned_days": 0, "mail_turned_at": None}


@action
def post_soon(wishes: Collection[Wish], notices: Mapping[int, int]) -> None:
    """Have letters sent to those who were just told and want one at once; `notices` by user."""
    wanted = {wish.user_id for wish in wishes if wish.email == "now"} & notices.keys()
    for user_id in sorted(queries.reached_by_letter(wanted)):
        enqueue("notifications.mail_notice", {"notice": notices[user_id]}, delay=SOON)


@action
def begin_letter(user_id: int, cause: str) -> bool:
    """Note that a letter is about to go; False when it went already."""
    row = {"user_id": user_id, "cause": cause, "at": clock.now()}
    session().execute(insert_into(SentLetter).values(row).on_conflict_do_nothing())
    mine = (SentLetter.user_id == user_id, SentLetter.cause == cause)
    return session().scalar(select(SentLetter.sent_at).where(*mine)) is None


@action
def note_sent(user_id: int, cause: str) -> None:
    """Note that a letter went, or that none has to."""
    mine = (SentLetter.user_id == user_id, SentLetter.cause == cause)
    session().execute(update(SentLetter).where(*mine).values(sent_at=clock.now()))
    turned = (NoticeSettings.user_id == user_id, NoticeSettings.mail_turned_days > 0)
    session().execute(update(NoticeSettings).where(*turned).values(**NEVER_TURNED))


@action
def stop_mail(
    address: str, why: str, uid: str | None = None, *, at: datetime | None = None
) -> int:
    """Send no more letters of notices to an address they came back from. Returns of how many it is.

    With `uid` only when it is that person's; `at` is when that was known (now by default).

    Its owner reads it in the settings; once they confirm the address again, letters go there.
    """
    found = _owners(address, uid)
    for user in found:
        _keep(user, mail_stopped_at=min(at or clock.now(), clock.now()), mail_stopped_why=why[:200])
    return len(found)


@action
def note_turned(address: str, why: str, uid: str | None = None) -> None:
    """Note that a server refused a letter to an address for good and did not say that the box is
    gone; on the fifth day of that with no letter taken in between, letters there end.

    With `uid` only when it is that person's.
    """
    now = clock.now()
    for user in _owners(address, uid):
        known = queries.settings_of(user.id, lock=True)
        last = known.mail_turned_at
        if last is not None and clock.local(last).date() == clock.local(now).date():
            continue
        days = known.mail_turned_days + 1
        _keep(user, mail_turned_days=days, mail_turned_at=now)
        if days == TURNED_DAYS:
            _keep(user, mail_stopped_at=now, mail_stopped_why=why[:200])


@action
def trust_mail(address: str) -> int:
    """Write to an address again that letters were said to come back from. Returns of how many
    people it is."""
    found = _owners(address, None)
    for user in found:
        _keep(user, mail_stopped_at=None, mail_stopped_why=None, **NEVER_TURNED)
    return len(found)


def _owners(address: str, uid: str | None) -> Sequence[User]:
    key = accounts.email_key(address)
    whose = select(User).where(User.email_key == key, User.email_confirmed_at.is_not(None))
    return session().scalars(whose.where(User.uid == uid) if uid else whose).all()


def _keep(user: User, **values: Any) -> None:
    """Write down how letters to somebody fare, beside what they chose."""
    usual = queries.usual_settings(user.id)
    row = {column.key: getattr(usual, column.key) for column in inspect(NoticeSettings).attrs}
    session().execute(
        insert_into(NoticeSettings)
        .values(row | values)
        .on_conflict_do_update(index_elements=[NoticeSettings.user_id], set_=values)
    )


@action
def begin_digests() -> None:
    """Have everybody's weekly letter written, from the first person on."""
    week = int(clock.now().timestamp() // WEEK_SECONDS)
    enqueue("notifications.post_digests", {"week": week, "after": 0}, key=f"{week}")


@action
def post_digests(week: int, after: int) -> None:
    """Have the next people's letters written, and see to the rest a little later."""
    people = queries.digest_readers(after, PORTION, digest_cause(week))
    for user_id in people:
        payload = {"user": user_id, "week": week}
        enqueue("notifications.mail_digest", payload, key=f"{user_id}:{week}")
    if len(people) == PORTION:
        rest = {"week": week, "after": people[-1]}
        enqueue("notifications.post_digests", rest, key=f"{week}:{people[-1]}", delay=BREATH)


def digest_cause(week: int) -> str:
    """What makes a weekly letter one: the week, counted from 1970."""
    return f"digest:{week}"


@action
def forget_letters() -> bool:
    """Forget which letters went two months ago, some at a time; True while there may be more."""
    old = select(SentLetter.id).where(SentLetter.at < clock.now() - KEPT).order_by(SentLetter.at)
    gone = delete(SentLetter).where(SentLetter.id.in_(old.limit(AT_ONCE)))
    return len(session().execute(gone.returning(SentLetter.id)).all()) == AT_ONCE
