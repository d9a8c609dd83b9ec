"""Reads of invite links: what a visitor with a code sees, what staff see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from circle.accounts.models import User
from circle.circles import policy
from circle.circles.models import Circle, Invite
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.i18n import _, lazy
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require

MAX_CODE = 32
INVITE_OVER = lazy("This invitation has ended or was used up. Ask for a new one")


@dataclass(frozen=True, slots=True)
class InviteView:
    """A link in the staff's list."""

    id: int
    code: str
    role: str
    uses: int
    max_uses: int
    expires_at: datetime | None
    created_at: datetime
    by: str
    is_valid: bool
    revoked: bool


def get_invitation(code: str, *, lock: bool = False) -> tuple[Invite, Circle, str]:
    """A link that still lets somebody in, its circle and who invites; NotFound for any other."""
    if not code.isascii() or not code.isalnum() or len(code) > MAX_CODE:
        raise NotFound(INVITE_OVER, code="invite_ended")
    statement = (
        select(Invite, Circle, User.display_name, User.closed_at)
        .join(Circle, Circle.id == Invite.circle_id)
        .join(User, User.id == Invite.created_by)
        .where(Invite.code == code, Circle.deleted_at.is_(None), Circle.archived_at.is_(None))
    )
    if lock:
        statement = statement.with_for_update(of=Invite).execution_options(populate_existing=True)
    row = session().execute(statement).first()
    if row is None or not row.Invite.is_valid:
        raise NotFound(INVITE_OVER, code="invite_ended")
    return row.Invite, row.Circle, _("closed account") if row.closed_at else row.display_name


def get_invitation_to(slug: str, code: str) -> tuple[Invite, Circle, str]:
    """The same, for a link that must lead into the circle at this address."""
    found = get_invitation(code)
    if found[1].slug != slug:
        raise NotFound(INVITE_OVER, code="invite_ended")
    return found


def invites_page(
    here: Actor, circle: Circle, *, cursor: str | None = None, limit: int = PAGE
) -> Page[InviteView]:
    """Every invite link of a circle with its uses, newest first; for staff."""
    require(here, policy.holds(here, policy.Power.INVITE))
    statement: Any = (
        select(Invite, User.display_name)
        .join(User, User.id == Invite.created_by)
        .where(Invite.circle_id == circle.id)
    )
    ordered = after(statement, (Invite.created_at, Invite.id), cursor).limit(limit + 1)
    page = cut(
        session().execute(ordered).all(), limit, lambda row: (row.Invite.created_at, row.Invite.id)
    )
    return page.map(lambda rows: [_view(row.Invite, row.display_name) for row in rows])


def list_invites(circle_id: int, created_by: int) -> Sequence[Invite]:
    """The links of one person that still let somebody in, locked: what a handover moves."""
    found = session().scalars(
        lock_row(
            select(Invite)
            .where(Invite.circle_id == circle_id, Invite.created_by == created_by)
            .where(Invite.revoked_at.is_(None))
            .order_by(Invite.id)
        )
    )
    return [invite for invite in found if invite.is_valid]


def _view(invite: Invite, by: str) -> InviteView:
    return InviteView(
        invite.id, invite.code, invite.role, invite.uses, invite.max_uses, invite.expires_at,
        invite.created_at, by, invite.is_valid, invite.revoked_at is not None,
    )  # fmt: skip
