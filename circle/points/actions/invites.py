"""Invitations that brought somebody who stayed."""

from datetime import timedelta

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.core import clock
from circle.core.db import action
from circle.core.jobs import enqueue
from circle.points import queries
from circle.points.actions.earning import Happening, note, withdraw
from circle.points.models import Occurrence

ACTIVE_FROM = timedelta(days=6)  # the seventh day begins six days after joining
ACTIVE_UNTIL = timedelta(days=14)  # who comes back later was not brought by the invitation
LOOKED_EVERY = timedelta(days=1)


@action
def judge_invite(
    membership_id: int, invited_by: int, *, in_wechat: bool = False
) -> Occurrence | None:
    """From a week after joining on: pay who invited somebody that is still active; once for each
    member. Who was not seen yet is looked for again every day until the fourteenth.

    Depth is one: who was invited by the invited earns nothing for the first.
    """
    member = circles.find_membership(membership_id)
    if member is None or member.invited_by != invited_by:
        return None
    joined = member.joined_at or member.created_at
    active = member.is_member and queries.was_active(
        member.circle_id, member.user_id, joined + ACTIVE_FROM, joined + ACTIVE_UNTIL
    )
    if not active and member.is_member and clock.now() < joined + ACTIVE_UNTIL:
        _look_again(membership_id, invited_by, in_wechat=in_wechat)
        return None
    facts = {
        "active": active, "in_wechat": in_wechat,
        "same_cluster": accounts.share_device(invited_by, member.user_id),
    }  # fmt: skip
    return note(
        Happening(
            member.circle_id, invited_by, "invited", "member", str(member.id),
            at=clock.now(), giver_id=member.user_id, facts=facts,
        )
    )  # fmt: skip


@action
def withdraw_invite(circle_id: int, membership_id: int) -> None:
    """Who was invited got banned: nothing is kept for bringing them."""
    earned = queries.find_occurrence(circle_id, "invited", "member", str(membership_id))
    if earned is not None:
        withdraw(circle_id, earned.user_id, "invited", ("member", str(membership_id)))


def _look_again(membership_id: int, invited_by: int, *, in_wechat: bool) -> None:
    payload = {"membership_id": membership_id, "invited_by": invited_by, "in_wechat": in_wechat}
    key = f"points.judge_invite:{membership_id}"
    enqueue("points.judge_invite", payload, key=key, delay=LOOKED_EVERY)
