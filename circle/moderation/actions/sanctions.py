"""What staff do to people: a warning, a mute, out of the circle; site staff, everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles import policy as circles_policy
from circle.circles import queries as circle_reads
from circle.circles.models import Membership
from circle.core.actor import SYSTEM, Actor
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.moderation.actions.acts import MOVED_ON, new_act
from circle.moderation.actions.cases import settle_reports
from circle.moderation.models import Act, Case
from circle.moderation.models.acts import MAX_REASON, SANCTIONS
from circle.moderation.schemas import Sanctioning


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to somebody, by whom, where, until when and why, and how it was before."""

    kind: str
    by_id: int | None
    user_id: int
    circle_id: int | None = None  # nothing for the whole site
    membership_id: int | None = None
    until: datetime | None = None
    reason: str = ""
    before: Mapping[str, object] = field(default_factory=dict)


@action
def sanction(actor: Actor, member_id: int, given: Sanctioning) -> Act:
    """Staff warn, mute, remove or ban a member, who reads why and may appeal."""
    CIRCLE_SANCTIONS[given.kind](actor, member_id, given)
    return _named(_newest(Act.membership_id == member_id), given)


@action
def sanction_person(actor: Actor, user_id: int, given: Sanctioning) -> Act:
    """Staff of the site silence somebody everywhere, or close them out."""
    if not actor.is_site_staff:
        raise NotFound
    if given.kind == "silence":
        accounts.silence_person(actor, user_id, given.until, given.reason)
    else:
        accounts.close_out(actor, user_id, given.reason)
    return _named(_newest(Act.user_id == user_id, Act.circle_id.is_(None)), given)


@action
def note_sanction(done: Done) -> Act:
    """Write down what was done to somebody; it decides what was open about them."""
    act = new_act(
        done.kind, Actor(user_id=done.by_id), circle_id=done.circle_id,
        membership_id=done.membership_id, user_id=done.user_id, until=done.until,
        reason=done.reason[:MAX_REASON], before=dict(done.before),
    )  # fmt: skip
    if act.kind in SANCTIONS:
        _close_cases(act)
    return act


def undo_sanction(act: Act) -> None:
    """Put somebody back where an act found them; Conflict when something else happened since."""
    if act.circle_id is None:
        _undo_on_site(act)
        return
    member = session().get_one(Membership, act.membership_id)
    if act.kind == "mute":
        if member.muted_until != act.until:
            raise Conflict(MOVED_ON, code="changed")
        kept = act.before.get("muted_until")
        circles.mute_member(SYSTEM, member.id, datetime.fromisoformat(str(kept)) if kept else None)
    elif act.kind in ("put_out", "ban"):
        wanted = "removed" if act.kind == "put_out" else "banned"
        if member.state != wanted:
            raise Conflict(MOVED_ON, code="changed")
        circles.take_back(SYSTEM, member.id, str(act.before.get("role", "member")))


def _undo_on_site(act: Act) -> None:
    sort = next(sort for sort in ON_SITE if act.kind in sort)
    later = select(Act.id).where(
        Act.user_id == act.user_id, Act.circle_id.is_(None), Act.kind.in_(sort), Act.id > act.id,
        Act.undone_at.is_(None),
    )
    if session().scalar(later.limit(1)) is not None:
        raise Conflict(MOVED_ON, code="changed")
    if act.kind == "silence":
        accounts.silence_person(SYSTEM, act.user_id or 0, None)
    elif act.kind == "close_out":
        accounts.let_in(SYSTEM, act.user_id or 0)


def _warn(actor: Actor, member_id: int, given: Sanctioning) -> None:
    member, _circle, here = circle_reads.enter_by_member(actor, member_id, lock=True)
    require(here, circles_policy.can_act_on(here, member, circles_policy.Power.MUTE))
    note_sanction(
        Done(
            "warn", here.user_id, member.user_id, member.circle_id, member.id, reason=given.reason
        )
    )  # fmt: skip


def _mute(actor: Actor, member_id: int, given: Sanctioning) -> None:
    circles.mute_member(actor, member_id, given.until, given.reason)


def _remove(actor: Actor, member_id: int, given: Sanctioning) -> None:
    circles.remove_member(actor, member_id, given.reason)


def _ban(actor: Actor, member_id: int, given: Sanctioning) -> None:
    member = circle_reads.find_membership(member_id)
    if member is not None and member.state == "banned":
        raise Conflict(lazy("They are banned already"), code="banned")
    circles.ban_member(actor, member_id, given.reason)


ON_SITE = (("silence", "unsilence"), ("close_out", "let_in"))
CIRCLE_SANCTIONS: Mapping[str, Callable[[Actor, int, Sanctioning], None]] = {
    "warn": _warn, "mute": _mute, "remove": _remove, "ban": _ban,
}  # fmt: skip


def _newest(*which: ColumnElement[bool]) -> Act:
    return session().scalars(
        select(Act).where(*which).order_by(Act.id.desc()).limit(1)
    ).one()


def _named(act: Act, given: Sanctioning) -> Act:
    act.rule = given.rule
    return act


def _close_cases(act: Act) -> None:
    """What was open about a member or a person is decided with that."""
    about = Case.membership_id == act.membership_id if act.membership_id else (
        Case.user_id == act.user_id
    )
    still = select(Case).where(about, Case.closed_at.is_(None)).order_by(Case.id)
    cases = session().scalars(lock_row(still)).all()
    for case in cases:
        case.close(act.kind, act.by_id, act.id)
    settle_reports(cases, upheld=True)
