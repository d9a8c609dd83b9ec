"""Spot checks: a few of what was published lately come before the staff, whoever wrote them."""

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

from sqlalchemy import select

from circle.circles import policy as circles_policy
from circle.circles.models import Membership
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import action, session
from circle.moderation.actions.cases import Brought, about_entry, open_case
from circle.moderation.models import Case
from circle.moderation.models.cases import PATROL

SPAN = timedelta(days=1)
DRAWN_FROM = 2000  # the latest of a day
SHARE, MOST = 50, 5  # one in fifty, and never more than somebody looks through in a minute


@action
def patrol(circle_id: int) -> Sequence[Case]:
    """Draw a few of a day's entries to be looked at; not the staff's, nor what was looked at."""
    staff = select(Membership.user_id).where(
        Membership.circle_id == circle_id, Membership.role.in_(circles_policy.STAFF)
    )
    known = select(Case.id).where(Case.entry_id == Entry.id).exists()
    entries = session().scalars(
        select(Entry)
        .where(
            Entry.circle_id == circle_id, content.shown(), Entry.origin.is_(None),
            Entry.published_at >= clock.now() - SPAN, Entry.author_id.not_in(staff), ~known,
        )
        .order_by(Entry.id.desc()).limit(DRAWN_FROM)
    ).all()  # fmt: skip
    many = min(MOST, -(-len(entries) // SHARE))
    drawn = SystemRandom().sample(entries, many)
    return [open_case(about_entry(one), Brought("patrol", PATROL)) for one in drawn]
