"""Telling audiences, in portions that may run twice."""

from datetime import timedelta
from typing import Any

from circle.config import settings_in_use
from circle.core import clock, mail
from circle.core.i18n import speaking
from circle.core.jobs import Postponed
from circle.notifications import actions, letters, queries
from circle.notifications.couriers import desk
from circle.notifications.queries import Reader, Telling

MOST_AN_HOUR = 4  # letters at once; what is beyond stands in the inbox and in the week's letter
HOUR = timedelta(hours=1)


def tell_followers(payload: dict[str, Any]) -> None:
    """Tell those who follow what an entry belongs to; a portion that runs again tells nobody twice.

    Payload: `entry` (id), `after` (the last user who was told).
    """
    actions.tell_followers(payload["entry"], payload["after"])


def fan_out(payload: dict[str, Any]) -> None:
    """Tell an audience in portions; a portion that runs again tells nobody twice.

    Payload: `audience` (which, and of what), `telling` (what is told), `after` (the last user).
    """
    actions.tell_portion(
        tuple(payload["audience"]), Telling(**payload["telling"]), payload["after"]
    )


def tell_some(payload: dict[str, Any]) -> None:
    """Tell some people by their ids; again tells nobody twice.

    Payload: `users` (ids), `telling` (what is told).
    """
    actions.tell(payload["users"], Telling(**payload["telling"]))


def forget_past(payload: dict[str, Any]) -> None:
    """Let go of notices half a year old, and of which letters went two months ago."""
    while actions.forget_past():
        pass
    while actions.forget_letters():
        pass


def forget_person(payload: dict[str, Any]) -> None:
    """Let go of the next of what a closed account was told, and of its name in others' notices.

    Payload: `user` (id).
    """
    actions.forget_portion(payload["user"])


def mail_notice(payload: dict[str, Any]) -> None:
    """Send what somebody wants by letter at once, unless they saw it, or may not see it any more.

    In their quiet hours it waits; beyond a few an hour it is left to the inbox and the week.
    Payload: `notice` (id).
    """
    notice = queries.wanted_now(payload["notice"])
    reader = queries.find_reader(notice.user_id) if notice is not None else None
    if notice is None or reader is None:
        return
    _keep_quiet(reader)
    if queries.letters_since(reader.user.id, HOUR) >= MOST_AN_HOUR:
        return
    with speaking(reader.user.locale or settings_in_use().locale):
        told = queries.told_by_letter(reader.actor, notice.id)
        if told is not None:
            _send(reader, f"notice:{notice.id}", letters.notice_letter(reader.user, told))


def begin_digests(payload: dict[str, Any]) -> None:
    """Once a week, begin with everybody's weekly letter."""
    actions.begin_digests()


def post_digests(payload: dict[str, Any]) -> None:
    """Have the next people's weekly letters written.

    Payload: `week` (its number), `after` (the last user who was seen to).
    """
    actions.post_digests(payload["week"], payload["after"])


def mail_digest(payload: dict[str, Any]) -> None:
    """Send somebody what stayed of the week, once; when nothing did, no letter.

    Payload: `user` (id), `week` (its number).
    """
    reader = queries.find_reader(payload["user"])
    if reader is None or reader.chosen.digest == "off":
        return
    _keep_quiet(reader)
    with speaking(reader.user.locale or settings_in_use().locale):
        digest = queries.digest_of(reader.actor)
        if not digest.is_empty:
            letter = letters.digest_letter(reader.user, digest, payload["week"])
            _send(reader, actions.digest_cause(payload["week"]), letter)


def note_refusal(refusal: mail.Refused) -> None:
    """A mail server would not have whom a letter was for."""
    note = actions.stop_mail if refusal.is_final else actions.note_turned
    note(refusal.address, refusal.why)


def _keep_quiet(reader: Reader) -> None:
    left = queries.quiet_ends(reader.chosen, clock.now())
    if left:
        raise Postponed("quiet hours", left)


def _send(reader: Reader, cause: str, letter: mail.Letter) -> None:
    """Hand a letter over unless it went already; a server that is away makes the job try again."""
    if not actions.begin_letter(reader.user.id, cause):
        return
    try:
        mail.deliver(letter)
    except mail.Refused as refusal:
        note_refusal(refusal)
        if not refusal.is_final:
            raise
    else:
        actions.note_sent(reader.user.id, cause)


def carry_broadcast(payload: dict[str, Any]) -> None:
    """Bring a message to the next it is meant for; the rest has a job of its own, after others.

    Payload: `broadcast` (id).
    """
    actions.carry_broadcast(payload["broadcast"])


def run_broadcasts(payload: dict[str, Any]) -> None:
    """Start the messages whose hour has come, bring what waited for the morning, say which stand
    still, and count what came of those of late."""
    actions.begin_due()
    while actions.deliver_due():
        pass
    actions.halt_stalled()
    while actions.count_next():
        pass


def send_hooks() -> bool:
    """Bring servers of brands what they want to hear; answers whether there was or is any."""
    return desk().turn()


def sweep_hooks(payload: dict[str, Any]) -> None:
    """Forget what was sent to servers of brands more than 30 days ago, and how that went."""
    while actions.sweep_hooks():
        pass
    actions.sweep_endpoints()


def see_rest(payload: dict[str, Any]) -> None:
    """Mark what is left of somebody's inbox as seen; what came after the moment stays new.

    Payload: `user` (id), `moment` (microseconds).
    """
    actions.see_rest(payload["user"], payload["moment"])
