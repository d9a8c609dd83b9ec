"""Whom an act concerns asks for another look, and somebody else decides."""

from sqlalchemy import select

from circle.circles.models import Membership
from circle.circles.policy import STAFF
from circle.content import queries as content_reads
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import ActUndone
from circle.moderation import policy, queries
from circle.moderation.actions.acts import new_act
from circle.moderation.actions.cases import Brought, Subject, open_case
from circle.moderation.actions.undoing import put_back
from circle.moderation.models import Act, Appeal
from circle.moderation.schemas import Appealing, CaseRuling


@action
def appeal(actor: Actor, given: Appealing) -> Appeal:
    """Who was turned down or sanctioned asks once for another look; it is no matter where they are.

    It lies before the circle's other staff, or the site's when there is nobody else.
    """
    act = _act_against(actor, given)
    if act is None:
        raise NotFound
    if session().scalar(
        select(Appeal.id).where(Appeal.act_id == act.id, Appeal.by_id == actor.user_id)
    ):
        raise Conflict(lazy("You asked for another look already"), code="appealed")
    if act.is_undone:
        raise Conflict(lazy("This was taken back already"), code="undone")
    made = Appeal(
        circle_id=act.circle_id, act_id=act.id, by_id=actor.user_id, against_id=act.by_id,
        text=given.text,
    )  # fmt: skip
    session().add(made)
    session().flush()
    inside = act.circle_id and not act.by_site and _has_others(act, actor.user_id or 0)
    desk = "circle" if inside else "site"
    open_case(
        Subject("appeal", "appeal_id", made.id, act.circle_id), Brought("appeal", desk=desk)
    )
    return made


@action
def decide_appeal(actor: Actor, case_id: int, ruling: CaseRuling) -> Act:
    """Somebody else than who did it agrees with an appeal, which takes it back, or does not."""
    case, here = queries.enter_case(actor, case_id)
    made = session().get_one(Appeal, case.appeal_id)
    act = session().get_one(Act, made.act_id)
    require(here, policy.can_decide_appeal(here, case, made))
    ids = queries.own_entries_of_act(act, made.by_id)
    content_reads.lock_threads(ids)
    queries.lock_cases([case.id])
    upheld = ruling.decision == "restore"
    made.decide(here.user_id or 0, upheld=upheld, answer=ruling.reason)
    answer = new_act(
        "uphold" if upheld else "decline", here, circle_id=act.circle_id, reason=ruling.reason,
        user_id=made.by_id, entry_id=act.entry_id, membership_id=act.membership_id,
        rule=ruling.rule,
    )  # fmt: skip
    if upheld and not act.is_undone:
        put_back(act, ids)
        if len(ids) == len(queries.entries_of_act(act)):
            act.undo(here.user_id, late=True)
            emit(ActUndone(act.id))
    case.close("restore" if upheld else "reject", here.user_id, answer.id)
    return answer


def _act_against(actor: Actor, given: Appealing) -> Act | None:
    if given.sanction_id is not None:
        return queries.act_against(actor, given.sanction_id)
    return queries.newest_against_entry(actor, given.entry_id or 0)


def _has_others(act: Act, appellant: int) -> bool:
    """Whether the circle has staff besides who did it and whom it concerns."""
    staff = select(Membership.user_id).where(
        Membership.circle_id == act.circle_id, Membership.role.in_(STAFF),
        Membership.state == "active",
        Membership.user_id.not_in([ident for ident in (act.by_id, appellant) if ident]),
    )
    return session().scalar(staff.limit(1)) is not None
