"""Sending letters once, stopping where they come back, ending them when somebody says so."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import delete, select, update

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


@action
def stop_mail(address: str, why: str, uid: str | None = None) -> int:
    """Send no more letters of notices to an address they came back from. Returns of how many it is.

    With `uid` only when it is that person's.

    Its owner reads it in the settings; once they confirm the address again, letters go there.
    """
    key = accounts.email_key(address)
    whose = select(User.id).where(User.email_key == key, User.email_confirmed_at.is_not(None))
    found = session().scalars(whose.where(User.uid == uid) if uid else whose).all()
    for user_id in found:
        known = queries.settings_of(user_id)
        stopped = {"mail_stopped_at": clock.now(), "mail_stopped_why": why[:200]}
        row = {
            "user_id": user_id, "quiet_from": known.quiet_from, "quiet_until": known.quiet_until,
            "digest": known.digest, "reach_per_day": known.reach_per_day,
            "reach_per_week": known.reach_per_week,
        }  # fmt: skip
        session().execute(
            insert_into(NoticeSettings)
            .values(row | stopped)
            .on_conflict_do_update(index_elements=[NoticeSettings.user_id], set_=stopped)
        )
    return len(found)


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
