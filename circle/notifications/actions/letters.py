"""Sending letters once, stopping where they come back, ending them when somebody says so."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, inspect, select, update

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.core import clock, mail
from circle.core.db import action, insert_into, session
from circle.core.jobs import enqueue
from circle.notifications import queries
from circle.notifications.models import MailReport, NoticeSettings, SentLetter
from circle.notifications.queries.audience import Wish
from circle.notifications.schemas.mail import MailEvent

SOON = timedelta(minutes=2)  # what was read on the screen meanwhile needs no letter
KEPT = timedelta(days=60)
WEEK_SECONDS = 7 * 24 * 3600
PORTION = 100  # weekly letters at a time, and between them room for everything else
BREATH = timedelta(seconds=10)
AT_ONCE = 1000
TURNED_DAYS = 5  # as long as a mail server usually tries
OTHERS = timedelta(days=1)  # when nobody else's letters arrived either, it is about us
IN_A_ROW = timedelta(days=30)  # after that a refusal is the first again
NEVER_TURNED = {"mail_turned_days": 0, "mail_turned_at": None, "mail_turned_later": False}
COMPLAINT = "complaint"  # instead of a server's words


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
    """Note that a letter was taken, and with it that the server turns nobody away any more.

    Who hands letters to a server of their own has every letter taken: what it returned later stays.
    """
    mine = (SentLetter.user_id == user_id, SentLetter.cause == cause)
    session().execute(update(SentLetter).where(*mine).values(sent_at=clock.now()))
    turned = (
        NoticeSettings.user_id == user_id, NoticeSettings.mail_turned_days > 0,
        NoticeSettings.mail_turned_later.is_(False),
    )  # fmt: skip
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
        known = min(at or clock.now(), clock.now())
        _keep(user, mail_stopped_at=known, mail_stopped_why=why[:200], **NEVER_TURNED)
    return len(found)


@action
def note_turned(
    address: str, why: str, uid: str | None = None, *, later: bool = False
) -> None:
    """Note that a server refused a letter to an address for good and did not say that the box is
    gone; on the fifth day of that with no letter taken in between, letters there end.

    With `uid` only when it is that person's; `later`: the letter was taken, and returned. While
    nobody else's letters arrive it counts for nothing: a wrong setting of ours ends no letters.
    """
    for user in _owners(address, uid):
        if queries.others_got_letters(user.id, OTHERS):
            _count_turned(user, why, later=later)


@action
def take_mail_event(ident: str, event: MailEvent, at: datetime) -> None:
    """A mail provider says that a letter came back, or was called unwanted: once for each id.

    What is known of nobody changes nothing. Without a status the provider's word is final.
    """
    new = insert_into(MailReport).values(ident=ident, at=clock.now()).on_conflict_do_nothing()
    if session().scalar(new.returning(MailReport.ident)) is None:
        return
    verdict = mail.verdict_of(event.status) if event.status else mail.Verdict.GONE
    why = event.why or event.status
    if event.type == "complained":
        stop_mail(event.address, COMPLAINT, at=at)
    elif verdict is mail.Verdict.GONE:
        stop_mail(event.address, why, at=at)
    elif verdict is mail.Verdict.TURNED:
        note_turned(event.address, why, later=True)


@action
def trust_mail(address: str) -> int:
    """Write to an address again that letters were said to come back from. Returns of how many
    people it is."""
    found = _owners(address, None)
    for user in found:
        _keep(user, mail_stopped_at=None, mail_stopped_why=None, **NEVER_TURNED)
    return len(found)


def _count_turned(user: User, why: str, *, later: bool) -> None:
    known, now = queries.settings_of(user.id, lock=True), clock.now()
    last, confirmed = known.mail_turned_at, user.email_confirmed_at
    goes_on = last is not None and confirmed is not None and max(confirmed, now - IN_A_ROW) < last
    if goes_on and last and clock.local(last).date() == clock.local(now).date():
        return
    days = known.mail_turned_days + 1 if goes_on else 1
    if days < TURNED_DAYS:
        _keep(user, mail_turned_days=days, mail_turned_at=now, mail_turned_later=later)
    elif queries.reached_by_letter([user.id]):
        _keep(user, mail_stopped_at=now, mail_stopped_why=why[:200], **NEVER_TURNED)


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
    """Forget what went or was told two months ago, some at a time; True while there may be more."""
    before = clock.now() - KEPT
    old = select(SentLetter.id).where(SentLetter.at < before).order_by(SentLetter.at)
    gone = delete(SentLetter).where(SentLetter.id.in_(old.limit(AT_ONCE)))
    told = select(MailReport.ident).where(MailReport.at < before).order_by(MailReport.at)
    past = delete(MailReport).where(MailReport.ident.in_(told.limit(AT_ONCE)))
    went = session().execute(gone.returning(SentLetter.id)).all()
    came = session().execute(past.returning(MailReport.ident)).all()
    return AT_ONCE in (len(went), len(came))
