"""Choosing what one hears of, how, when, and from whom not."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from circle.accounts.models import User
from circle.accounts.policy import is_signed_in
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.notifications import queries
from circle.notifications.actions.reach import note_muted
from circle.notifications.kinds import KINDS
from circle.notifications.models import Mute, NoticeChoice, NoticeSettings
from circle.notifications.models.choices import EVERYWHERE
from circle.notifications.queries.muted import Target
from circle.notifications.schemas.choices import LASTS, Choice, ChoicesChange, Times

TIMES = ("quiet_from", "quiet_until", "digest", "reach_per_day", "reach_per_week")


@action
def choose(actor: Actor, change: ChoicesChange) -> int:
    """Choose how one hears of some kinds, everywhere or in one circle. Returns where (0: all).

    What decides about one's rights stays in the inbox whatever is chosen.
    """
    require(actor, is_signed_in(actor))
    circle_id = EVERYWHERE
    if change.circle is not None:
        circle_id = queries.enter_own(actor, change.circle)[0].id
    _keep(actor.user_id or 0, circle_id, change.kinds)
    if any(one.kind == "reach" and one.inbox is False for one in change.kinds):
        note_muted(actor.user_id or 0, circle_id or None)
    _change_times(actor.user_id or 0, change.times)
    return circle_id


@action
def switch_off(user_id: int, kind: str) -> None:
    """No more letters of one kind, from anywhere; `digest` is the weekly one."""
    if kind == "digest":
        _change_times(user_id, Times(digest="off"))
        return
    known = queries.choice_of(user_id, kind)
    _keep(user_id, EVERYWHERE, [Choice(kind, known.inbox, "off")])
    mine = (NoticeChoice.user_id == user_id, NoticeChoice.kind == kind)
    session().execute(update(NoticeChoice).where(*mine).values(email="off"))


@action
def end_letters(uid: str, kind: str) -> None:
    """Whoever has a letter ends its kind, signed in or not: no more of exactly these."""
    user_id = session().scalar(select(User.id).where(User.uid == uid, User.closed_at.is_(None)))
    if user_id is not None:
        switch_off(user_id, kind)


@action
def mute(actor: Actor, kind: str, target_id: int, lasts: str) -> Target:
    """Hear nothing of a circle, a thread or a person: for a while, or for good."""
    require(actor, is_signed_in(actor))
    target = queries.get_target(actor, kind, target_id)
    if queries.count_muted(actor) >= queries.MAX_MUTES:
        raise Conflict(lazy("That is more than fits. Let something be heard again first"))
    span = LASTS[lasts]
    until = clock.now() + span if span else None
    row = {
        "user_id": actor.user_id, "kind": kind, "target_id": target.id,
        "circle_id": target.circle_id, "until": until, "created_at": clock.now(),
    }  # fmt: skip
    session().execute(
        insert_into(Mute).values(row).on_conflict_do_update(
            index_elements=[Mute.user_id, Mute.kind, Mute.target_id],
            set_={"until": until, "created_at": row["created_at"]},
        )
    )  # fmt: skip
    if kind == "circle":
        note_muted(actor.user_id or 0, target.id)
    return target


@action
def unmute(actor: Actor, kind: str, target_id: int) -> None:
    """Hear of it again; also of what was not muted, or cannot be seen any more."""
    require(actor, is_signed_in(actor))
    mine = (Mute.user_id == actor.user_id, Mute.kind == kind, Mute.target_id == target_id)
    session().execute(delete(Mute).where(*mine))


def _keep(user_id: int, circle_id: int, choices: Sequence[Choice]) -> None:
    for one in choices:
        place = {"user_id": user_id, "circle_id": circle_id, "kind": one.kind}
        if one.inbox is None:
            session().execute(delete(NoticeChoice).filter_by(**place))
            continue
        inbox = one.inbox or KINDS[one.kind].is_fixed
        _upsert(NoticeChoice, place, {"inbox": inbox, "email": one.email if inbox else "off"})


def _change_times(user_id: int, times: Times) -> None:
    given = {name: getattr(times, name) for name in TIMES}
    chosen = {name: value for name, value in given.items() if value is not None}
    if not chosen:
        return
    known = queries.settings_of(user_id)
    whole = {name: getattr(known, name) for name in TIMES} | chosen
    _upsert(NoticeSettings, {"user_id": user_id}, whole, changed=chosen)


def _upsert(
    table: Any, place: Mapping[str, Any], values: Mapping[str, Any],
    changed: Mapping[str, Any] | None = None,
) -> None:
    columns = [getattr(table, name) for name in place]
    session().execute(
        insert_into(table).values({**place, **values}).on_conflict_do_update(
            index_elements=columns, set_=dict(changed or values)
        )
    )  # fmt: skip
